import './cases.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { caseOrigins, telephoneKinds } from '../../shared/cases/origins.ts';
import type { CaseOverview } from '../../shared/contract/cases.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { type CaseKind, isCaseKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { StateTag, type Tone, ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { Affected } from './Affected.tsx';
import { refreshCases } from './refresh.ts';
import { Sampling } from './Sampling.tsx';

const clockTones: Readonly<Record<CaseOverview['clocks'][number]['state'], Tone>> = {
  running: 'underway',
  held: 'draft',
  overdue: 'refused',
  onTime: 'done',
  late: 'attention',
};

/**
 * What stands beside the form of a case, and of a record that a case may be opened from: clocks, what is missing before the next
 * step and why, the unit's record that arrived later, serials of a design change, sample of a check.
 */
export function CasePanel({ record }: { record: OpenRecord }) {
  const { kind } = record.detail.row;
  const concerned = isCaseKind(kind) || caseOrigins[kind] !== undefined;
  return concerned ? <Panel record={record} /> : null;
}

function Panel({ record }: { record: OpenRecord }) {
  const { uid, kind, version } = { ...record.detail.row, version: record.detail.version };
  const overview = useQuery(api.cases.overview.queryOptions({ input: { uid } }));
  const { savedAt } = record;
  useEffect(() => {
    // What is missing follows from what has just been filled in or linked.
    void [savedAt, version];
    void queryClient.invalidateQueries({ queryKey: api.cases.overview.queryKey({ input: { uid } }) });
  }, [savedAt, version, uid]);
  useMarkingsOnScreen((overview.data?.matches ?? []).map((row) => row.marking));
  if (overview.error !== null) {
    return (
      <p className="screen-failure" role="alert">
        {problemOf(overview.error).message}
      </p>
    );
  }
  const found = overview.data;
  if (found === undefined) return null;
  return (
    <>
      {isCaseKind(kind) && <Standing record={record} overview={found} />}
      {found.serials !== null && <Affected record={record} serials={found.serials} />}
      {kind === 'complaintCheck' && <Sampling record={record} />}
      <Matches record={record} overview={found} />
      <Openable record={record} overview={found} />
    </>
  );
}

/** Clocks with hold and resume, and what is missing before the next step. */
function Standing({ record, overview }: { record: OpenRecord; overview: CaseOverview }) {
  const problem = useProblem();
  const [holding, setHolding] = useState(false);
  const { uid } = record.detail.row;
  const act = async (work: () => Promise<unknown>, words: string) => {
    try {
      await work();
      showDone(words);
      await refreshCases();
    } catch (error) {
      problem(error);
    }
  };
  if (overview.clocks.length === 0 && overview.next === null) return null;
  return (
    <section className="section">
      <h2>
        期限与缺项
        {overview.next !== null && <span className="clause">下一步：{overview.next}</span>}
      </h2>
      {overview.clocks.length > 0 && (
        <ul className="case-clocks" aria-label="期限">
          {overview.clocks.map((clock) => (
            <li key={clock.key}>
              <span className="dim">
                {clock.label}（{clock.clause}）
              </span>
              <span className="number">{clock.dueAt === null ? clock.due : displayInstant(clock.dueAt)}</span>
              <ToneTag tone={clockTones[clock.state]}>{clock.words}</ToneTag>
            </li>
          ))}
        </ul>
      )}
      {overview.mayHold && (
        <div className="case-acts">
          {overview.held === null ? (
            <KeyButton size="xs" label="暂停计时…" onAct={() => setHolding(true)} />
          ) : (
            <KeyButton
              size="xs"
              label="恢复计时"
              onAct={() => void act(() => client.cases.resume({ uid }), '计时已恢复')}
            />
          )}
        </div>
      )}
      {overview.next !== null &&
        (overview.gaps.length === 0 ? (
          <p>
            <ToneTag tone="done">除表内必填栏外没有缺项</ToneTag>
          </p>
        ) : (
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">还缺</th>
                <th scope="col">依据</th>
                <th scope="col">由谁办</th>
              </tr>
            </thead>
            <tbody>
              {overview.gaps.map((gap) => (
                <tr key={gap.what}>
                  <td>
                    <ToneTag tone="attention">缺</ToneTag> {gap.what}
                  </td>
                  <td className="reasons">
                    {gap.why}（{gap.clause}）
                  </td>
                  <td className="whole">{gap.who}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      {holding && (
        <ReasonDialog
          title="暂停计时"
          confirm="暂停计时"
          hint="写明等待什么。暂停期间不计入办理期限，起止和理由留在案内。"
          onClose={() => setHolding(false)}
          onConfirm={(reason) => {
            setHolding(false);
            void act(() => client.cases.hold({ uid, reason }), '计时已暂停');
          }}
        />
      )}
    </section>
  );
}

/** The unit's record and the telephone case that belong together: linked, not doubled. */
function Matches({ record, overview }: { record: OpenRecord; overview: CaseOverview }) {
  const problem = useProblem();
  const tabs = useTabs();
  const { uid, kind } = record.detail.row;
  if (overview.matches.length === 0) return null;
  const isCase = telephoneKinds.some((one) => one === kind);
  const join = async (other: RecordUid) => {
    try {
      const pair = isCase ? { caseUid: uid, recordUid: other } : { caseUid: other, recordUid: uid };
      await client.cases.join(pair);
      showDone('已关联，不另立案');
      await refreshCases();
    } catch (error) {
      problem(error);
    }
  };
  return (
    <section className="section">
      <h2>
        {isCase ? '单位的记录已到，可能属于本案' : '已有电话立案在等待本记录'}
        <span className="clause">单位先电话报告、后到的记录只关联，不重复立案（5.6）</span>
      </h2>
      <ul className="named-rows">
        {overview.matches.map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('record', { uid: row.uid }, row.number || row.title)}
            >
              {latestForm(row.kind).title} {row.number}
            </button>
            <StateTag state={row.state} />
            <span className="cut">{row.title}</span>
            <KeyButton size="xs" label="关联" onAct={() => void join(row.uid)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Cases that can be opened from this record, filled in with what it says. */
function Openable({ record, overview }: { record: OpenRecord; overview: CaseOverview }) {
  const problem = useProblem();
  const tabs = useTabs();
  const [separate, setSeparate] = useState<CaseKind | null>(null);
  const { uid, state } = record.detail.row;
  if (overview.openable.length === 0 || state === 'voided') return null;
  const waits = (kind: CaseKind) => overview.matches.some((row) => row.kind === kind);
  const open = async (kind: CaseKind, separateReason = '') => {
    try {
      await record.settled();
      const made = await client.cases.openFrom({ fromUid: uid, kind, separateReason });
      tabs.open('record', { uid: made.uid }, latestForm(kind).title);
      await refreshCases();
    } catch (error) {
      problem(error);
    }
  };
  return (
    <section className="section">
      <h2>
        由此立案<span className="clause">本记录已填的内容带入新案，两者互相关联</span>
      </h2>
      <div className="case-acts">
        {overview.openable.map((kind) => (
          <KeyButton
            key={kind}
            size="xs"
            label={`${latestForm(kind).title}${waits(kind) ? '…' : ''}`}
            onAct={() => (waits(kind) ? setSeparate(kind) : void open(kind))}
          />
        ))}
      </div>
      {separate !== null && (
        <ReasonDialog
          title="另行立案"
          confirm="另行立案"
          hint="该单位已先以电话报告，有案在等待其记录。确属另一事项的，写明理由。"
          onClose={() => setSeparate(null)}
          onConfirm={(reason) => {
            const kind = separate;
            setSeparate(null);
            void open(kind, reason);
          }}
        />
      )}
    </section>
  );
}
