import { Checkbox, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { type Month, monthOf } from '../../shared/ids.ts';
import { api, client } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { Empty } from '../parts/Empty.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { StepBar } from '../parts/StepBar.tsx';
import { levelNames } from '../parts/words.ts';
import { useSession } from '../shell/session.tsx';
import { exportSteps } from './exportSteps.ts';
import { refreshExchange } from './refreshExchange.ts';
import type { SiteRow } from './words.ts';

/** The last thirteen months, newest first. */
export function lastMonths(today: string, count = 13): Month[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return Array.from({ length: count }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}` as Month;
  });
}

/** Step one: to whom, for which month, on which medium. The program finds what has to leave. */
export function PreparePackage(props: {
  sites: readonly SiteRow[];
  onDone: (uid: string) => void;
  onLeave: () => void;
}) {
  const { today } = useSession();
  const problem = useProblem();
  const media = useQuery(api.exchange.media.queryOptions());
  const recipients = props.sites.filter((site) => !site.self && site.pinnedAt !== null);
  const [recipient, setRecipient] = useState<string | null>(
    recipients.length === 1 ? (recipients[0]?.code ?? null) : null,
  );
  const [period, setPeriod] = useState<Month>(monthOf(today as Day));
  const [medium, setMedium] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const [busy, setBusy] = useState(false);
  const site = recipients.find((one) => one.code === recipient);
  const blocked =
    site === undefined
      ? '接收站点未选择'
      : site.streamState === 'frozen'
        ? '与该站点的数据流已冻结'
        : medium === null
          ? '介质未选择'
          : null;
  const prepare = () => {
    if (blocked !== null || site === undefined || medium === null || busy) return;
    setBusy(true);
    client.exchange.prepare({ recipient: site.code, period, medium, whole }).then(
      async (made) => {
        await refreshExchange();
        showDone(
          made.trial ? '已准备试验包，不含记录' : `已准备 ${made.recordCount} 条，密级 ${made.marking}`,
          '下一步：安全保密管理员审批密级与介质。',
        );
        props.onDone(made.uid);
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
        title="准备数据包"
        under="自上次封存以来应当发送的记录和回执会自动列入；看过内容后再送审批。"
      />
      <StepBar label="导出步骤" steps={exportSteps(null)} />
      {recipients.length === 0 ? (
        <Empty why="还没有建立信任的站点，不能准备数据包。请两名管理员在“站点与名册”中与对方办理信任建立。" />
      ) : (
        <div className="page-body act-form">
          <Select
            label="接收站点"
            data-autofocus
            data={recipients.map((one) => ({
              value: one.code,
              label: `${one.code} ${one.name}（最高${levelNames[one.highestLevel]}）`,
            }))}
            value={recipient}
            onChange={setRecipient}
            allowDeselect={false}
          />
          <Select
            label="报告期"
            data={lastMonths(today)}
            value={period}
            onChange={(value) => value !== null && setPeriod(value as Month)}
            allowDeselect={false}
          />
          <Select
            label="移动介质"
            placeholder={media.data?.rows.length === 0 ? '没有登记的介质' : '选择已登记的介质'}
            description="介质由安全保密管理员登记；包的密级不得高于介质的密级"
            inputWrapperOrder={['label', 'input', 'description']}
            data={(media.data?.rows ?? []).map((row) => ({
              value: row.number,
              label: `${row.number} ${row.kind}（${levelNames[row.level]}，保管 ${row.holder}）`,
            }))}
            value={medium}
            onChange={setMedium}
            allowDeselect={false}
          />
          <Checkbox
            label="全量包"
            description="只在对方落后多包、无法逐包补齐时使用：包含对方应有的全部记录，签发时须由安全保密管理员同时签署。"
            checked={whole}
            onChange={(event) => setWhole(event.currentTarget.checked)}
          />
          {site !== undefined && site.provenAt === null && (
            <p className="callout attention">
              ▲ 还没有收到对方的第一个回执：这次只准备一个不含记录的试验包。
            </p>
          )}
        </div>
      )}
      <ActFoot act="准备" blocked={blocked} busy={busy} onAct={prepare} onBack={props.onLeave} />
    </>
  );
}
