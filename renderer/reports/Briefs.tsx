import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PeriodKind, periodKinds, periodKindWords, periodWords } from '../../shared/figures/periods.ts';
import { branchWords } from '../../shared/forms/definitions/blocks.ts';
import { api, client, refreshRecords } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { RecordList } from '../records/RecordList.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { usePeriodChoice } from './usePeriodChoice.ts';

/** Situation reports with the way to a new one. */
export function Briefs() {
  const may = useMay();
  const tabs = useTabs();
  const [creating, setCreating] = useState(false);
  return (
    <SplitView
      name="briefs"
      listWidth={620}
      list={
        <>
          <RecordList
            name="briefs"
            label="服务简报与情况报表"
            kinds={['situationReport']}
            without={['kind', 'customer', 'original']}
            chosen={creating ? 'create' : null}
            onOpen={(row) => tabs.open('brief', { uid: row.uid }, row.number || row.title)}
          />
          {may.act('report.prepare') && (
            <div className="page-foot">
              <KeyButton
                label="编制简报、情况报表"
                tone="main"
                keyName="create"
                onAct={() => setCreating(true)}
              />
            </div>
          )}
        </>
      }
      detail={creating ? <CreateBrief onLeave={() => setCreating(false)} /> : null}
    />
  );
}

/** What a report is about: everything (5.7.3), or the military products of one branch (5.7.4). */
const everything = 'all';

/** Period and scope; the program drafts the rest from the records. */
function CreateBrief({ onLeave }: { onLeave: () => void }) {
  const { today } = useSession();
  const tabs = useTabs();
  const problem = useProblem();
  const branches = useQuery(api.reports.branches.queryOptions());
  const [kind, setKind] = useState<PeriodKind>('month');
  const { period, pick, options } = usePeriodChoice(kind);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const known = branches.data?.branches ?? [];
  const scope = chosen ?? known[0] ?? everything;
  const words: Readonly<Record<string, string>> = branchWords;
  const brief = scope !== everything && kind === 'month';
  const create = () => {
    if (period === undefined || branches.data === undefined || busy) return;
    setBusy(true);
    client.reports.create({ period: period.key, branch: scope === everything ? null : scope }).then(
      async ({ uid }) => {
        await refreshRecords();
        setBusy(false);
        showDone('已由记录起草', '请核对数据来源，补充文字后提交。');
        tabs.open('brief', { uid }, `${periodWords(period)}${brief ? '简报' : '情况报表'}`);
        onLeave();
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <>
      <PageHeader
        title="编制简报、情况报表"
        under="文字、数据、图表、报送单位和密级由本期记录起草，几秒内完成。"
      />
      <div className="page-body act-form">
        <Select
          label="期别"
          allowDeselect={false}
          data={periodKinds.map((value) => ({ value, label: periodKindWords[value] }))}
          value={kind}
          onChange={(value) => value !== null && setKind(value as PeriodKind)}
        />
        <Select
          label="报告期"
          allowDeselect={false}
          data={options}
          value={period?.key ?? null}
          onChange={(value) => pick(value)}
        />
        <Select
          label="范围"
          allowDeselect={false}
          data={[
            ...known.map((one) => ({
              value: one,
              label: `${words[one] ?? one}军品（5.7.4，报送军事代表室）`,
            })),
            { value: everything, label: '全部用户和产品（5.7.3，内部分发）' },
          ]}
          value={scope}
          onChange={(value) => value !== null && setChosen(value)}
        />
        <p className="hint">{brief ? '种类：服务简报' : '种类：售后服务情况报表'}</p>
        {period !== undefined && period.to >= today && (
          <p className="callout attention">▲ 报告期尚未结束：可以起草，期满之后才能提交。</p>
        )}
      </div>
      <ActFoot
        act="起草"
        blocked={
          period === undefined ? '没有可选的报告期' : branches.data === undefined ? '正在读取军兵种' : null
        }
        busy={busy}
        onAct={create}
        onBack={onLeave}
      />
    </>
  );
}
