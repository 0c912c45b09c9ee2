import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { branchWords } from '../../shared/forms/definitions/blocks.ts';
import type { Month } from '../../shared/ids.ts';
import { api, client, refreshRecords } from '../client.ts';
import { lastMonths } from '../exchange/PreparePackage.tsx';
import { ActFoot } from '../parts/ActFoot.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { RecordList } from '../records/RecordList.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Situation reports with the way to a new month brief. */
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
                label="编制月度服务简报"
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

/** Month and branch; the program drafts the rest from the records. */
function CreateBrief({ onLeave }: { onLeave: () => void }) {
  const { today } = useSession();
  const tabs = useTabs();
  const problem = useProblem();
  const branches = useQuery(api.reports.branches.queryOptions());
  const months = lastMonths(today);
  const [month, setMonth] = useState<Month>(months[1] ?? (today.slice(0, 7) as Month));
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const known = branches.data?.branches ?? [];
  const branch = chosen ?? known[0] ?? null;
  const blocked = branch === null ? '没有军品用户单位，先在“基础资料”中登记' : null;
  const words: Readonly<Record<string, string>> = branchWords;
  const create = () => {
    if (branch === null || busy) return;
    setBusy(true);
    client.reports.create({ period: month, branch }).then(
      async ({ uid }) => {
        await refreshRecords();
        setBusy(false);
        showDone('已由记录起草', '请核对数据来源，补充文字后提交。');
        tabs.open('brief', { uid }, `${month} ${words[branch] ?? branch}简报`);
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
        title="编制月度服务简报"
        under="按军兵种编制（5.7.4）。文字、数据、报送单位和密级由本月记录起草，几秒内完成。"
      />
      <div className="page-body act-form">
        {branches.data !== undefined && known.length === 0 ? (
          <Empty why="还没有军品用户单位，因此没有可编制的军兵种。" />
        ) : (
          <>
            <Select
              label="月份"
              allowDeselect={false}
              data={months}
              value={month}
              onChange={(value) => value !== null && setMonth(value as Month)}
            />
            <Select
              label="军兵种"
              allowDeselect={false}
              data={known.map((one) => ({ value: one, label: words[one] ?? one }))}
              value={branch}
              onChange={setChosen}
            />
          </>
        )}
        {month === today.slice(0, 7) && (
          <p className="callout attention">▲ 本月尚未结束：可以起草，月底之后才能提交。</p>
        )}
      </div>
      <ActFoot act="起草" blocked={blocked} busy={busy} onAct={create} onBack={onLeave} />
    </>
  );
}
