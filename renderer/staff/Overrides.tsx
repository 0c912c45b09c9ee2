import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Override } from '../../shared/contract/staff.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { api, client, queryClient, refreshRecords } from '../client.ts';
import { AskDialog, ReasonDialog } from '../parts/dialogs.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';

const decisions = {
  approved: { label: '已批准', tone: 'done' },
  refused: { label: '未批准', tone: 'refused' },
} as const;

type Asking =
  | { readonly act: 'ask'; readonly staffUid: string; readonly name: string }
  | { readonly act: 'approve' | 'refuse'; readonly row: Override };

/**
 * On a notice: who may not be sent as is, and the way to send somebody all the same: the issuer asks with a reason, a leader
 * decides (5.2.1). Nothing is shown while everybody may go and nothing was asked.
 */
export function Overrides({ noticeUid, content }: { noticeUid: RecordUid; content: unknown }) {
  const may = useMay();
  const { person } = useSession();
  const problem = useProblem();
  const [asking, setAsking] = useState<Asking | null>(null);
  const found = useQuery(api.staff.overrides.queryOptions({ input: { noticeUid } }));
  const unfit = found.data?.unfit ?? [];
  const rows = found.data?.rows ?? [];
  // The persons on the notice are part of the question: another choice is looked at again.
  const chosen = JSON.stringify(content ?? null);
  const [seen, setSeen] = useState(chosen);
  if (seen !== chosen) {
    setSeen(chosen);
    void queryClient.invalidateQueries({ queryKey: api.staff.overrides.key() });
  }
  if (unfit.length === 0 && rows.length === 0) return null;
  const after = (what: string, next: string) => async () => {
    setAsking(null);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: api.staff.key() }),
      queryClient.invalidateQueries({ queryKey: api.notices.key() }),
      refreshRecords(),
    ]);
    showDone(what, next);
  };
  const waits = (staffUid: string) => rows.some((row) => row.staffUid === staffUid && row.decision === null);
  return (
    <section className="section" aria-label="不具备条件人员的派出审批">
      <h2>
        不具备条件人员的派出审批 <span className="clause">须经中心领导或单位领导批准（5.2.1）</span>
      </h2>
      {unfit.length > 0 && (
        <ul className="override-list">
          {unfit.map((row) => (
            <li key={row.staffUid}>
              <ToneTag tone="refused">不可派</ToneTag> <b>{row.name}</b> {row.faults.join('；')}{' '}
              {waits(row.staffUid) ? (
                <span className="dim">已申请，待领导审批</span>
              ) : may.act('staff.choose') ? (
                <button
                  type="button"
                  className="link-button"
                  aria-label={`申请批准派出 ${row.name}`}
                  onClick={() => setAsking({ act: 'ask', staffUid: row.staffUid, name: row.name })}
                >
                  申请批准派出
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">人员</th>
              <th scope="col">不具备的条件</th>
              <th scope="col">申请理由</th>
              <th scope="col">申请</th>
              <th scope="col">审批</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.uid}>
                <td className="whole">{row.staffName}</td>
                <td>{row.faults.join('；')}</td>
                <td>{row.reason}</td>
                <td className="whole">
                  {row.askedBy} {displayInstant(row.askedAt)}
                </td>
                <td>
                  {row.decision === null ? (
                    may.act('override.decide') && row.askedBy !== person.name ? (
                      <>
                        <button
                          type="button"
                          className="link-button"
                          aria-label={`批准派出 ${row.staffName}`}
                          onClick={() => setAsking({ act: 'approve', row })}
                        >
                          批准
                        </button>{' '}
                        <button
                          type="button"
                          className="link-button"
                          aria-label={`不批准派出 ${row.staffName}`}
                          onClick={() => setAsking({ act: 'refuse', row })}
                        >
                          不批准
                        </button>
                      </>
                    ) : (
                      <ToneTag tone="underway">待审批</ToneTag>
                    )
                  ) : (
                    <>
                      <ToneTag tone={decisions[row.decision].tone}>{decisions[row.decision].label}</ToneTag>{' '}
                      {row.decidedBy} {displayInstant(row.decidedAt ?? '')} {row.decisionNote}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asking?.act === 'ask' && (
        <ReasonDialog
          title={`申请批准派出 ${asking.name}`}
          confirm="申请"
          hint="写明为什么必须派出，以及如何保证服务质量。批准只对本通知单和现有的缺项有效。"
          onClose={() => setAsking(null)}
          onConfirm={(reason) =>
            void client.staff
              .askOverride({ noticeUid, staffUid: asking.staffUid as MasterUid, reason })
              .then(after('已申请', '由中心领导或单位领导审批。'), problem)
          }
        />
      )}
      {(asking?.act === 'approve' || asking?.act === 'refuse') && (
        <DecideDialog
          approve={asking.act === 'approve'}
          row={asking.row}
          onClose={() => setAsking(null)}
          onConfirm={(note) =>
            void client.staff
              .decideOverride({ uid: asking.row.uid, approve: asking.act === 'approve', note })
              .then(
                asking.act === 'approve'
                  ? after('已批准派出', '通知单可以签发，签发后载明批准人和理由。')
                  : after('未批准派出', '请换人。'),
                problem,
              )
          }
        />
      )}
    </section>
  );
}

function DecideDialog(props: {
  approve: boolean;
  row: Override;
  onConfirm: (note: string) => void;
  onClose: () => void;
}) {
  const [note, setNote] = useState('');
  const words = props.approve ? '批准' : '不批准';
  return (
    <AskDialog
      title={`${words}派出 ${props.row.staffName}`}
      confirm={words}
      blocked={!props.approve && note.trim().length < 2}
      onConfirm={() => props.onConfirm(note.trim())}
      onClose={props.onClose}
    >
      <p>{props.row.faults.join('；')}</p>
      <Textarea
        label={props.approve ? '意见' : '理由'}
        data-autofocus
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
