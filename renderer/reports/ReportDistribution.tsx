import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordDetail } from '../../shared/contract/records.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { AccountUid, RecordUid } from '../../shared/ids.ts';
import { copyStateWords } from '../../shared/printing/copyStates.ts';
import { api, client, queryClient } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';

/** Where a report goes: copies by military office (5.7.4), and people inside with their acknowledgement (5.7.3). */
export function ReportDistribution({ detail }: { detail: RecordDetail }) {
  const branch = typeof detail.content.branch === 'string';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="page-body" aria-label="报送与分发" tabIndex={0}>
      {branch && <Offices uid={detail.row.uid} version={detail.version} />}
      <People detail={detail} />
    </section>
  );
}

function Offices({ uid, version }: { uid: RecordUid; version: number }) {
  const found = useQuery(api.reports.dispatches.queryOptions({ input: { uid } }));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取台账" />;
  const { offices, others } = found.data;
  return (
    <section className="section">
      <h2>
        军事代表室 <span className="clause">5.7.4</span>
      </h2>
      {offices.length === 0 && (
        <Empty why="没有报送单位。本兵种的军事代表室在“基础资料”中登记，起草时自动列入。" />
      )}
      {offices.map((office) => (
        <div key={office.name}>
          <h3>
            {office.name}（{office.wanted} 份）
          </h3>
          {office.copies.length === 0 ? (
            <p className="dim">还没有打印份。批准后申请打印，一份一个接收人。</p>
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">份号</th>
                  <th scope="col">状态</th>
                  <th scope="col">发出</th>
                  <th scope="col">签收</th>
                  <th scope="col">说明</th>
                </tr>
              </thead>
              <tbody>
                {office.copies.map((copy) => (
                  <tr key={copy.copyNumber}>
                    <td>{copy.copyNumber}</td>
                    <td>
                      {copyStateWords[copy.state]}{' '}
                      {!copy.current && <ToneTag tone="refused">旧版，应收回</ToneTag>}
                    </td>
                    <td>{copy.issuedAt === null ? '—' : displayInstant(copy.issuedAt)}</td>
                    <td>{copy.acknowledgedAt === null ? '—' : displayInstant(copy.acknowledgedAt)}</td>
                    <td>{copy.note}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
      <p className="hint">
        {others > 0 ? `另有 ${others} 份给名单以外的接收人（存档）。` : ''}
        发出、签收、退回、销毁在打印台账办理；第 {version} 版为现行版。
      </p>
    </section>
  );
}

function People({ detail }: { detail: RecordDetail }) {
  const { uid } = detail.row;
  const may = useMay();
  const problem = useProblem();
  const found = useQuery(api.reports.recipients.queryOptions({ input: { uid } }));
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取分发名单" />;
  const { rows, choices, mine } = found.data;
  const present = rows.map((row) => row.uid as string);
  const selected = chosen ?? present;
  const changed = selected.length !== present.length || selected.some((one) => !present.includes(one));
  const again = async () => {
    setChosen(null);
    await queryClient.invalidateQueries({ queryKey: api.reports.key() });
  };
  const save = () => {
    client.reports.setRecipients({ uid, accounts: selected as AccountUid[] }).then(again, problem);
  };
  const acknowledge = () => {
    client.reports.acknowledge({ uid }).then(async () => {
      showDone('已签收', '名单上记入了您的姓名和时间。');
      await again();
    }, problem);
  };
  return (
    <section className="section">
      <h2>
        内部分发 <span className="clause">5.7.3</span>
      </h2>
      {mine && <KeyButton label="签收本报告" tone="main" onAct={acknowledge} />}
      {choices.length > 0 && may.act('report.prepare') && (
        <>
          <MultiSelect
            label="分发名单（领导、部门）"
            description="报送（分发）后名单上的人可以阅读本报告，逐人签收；之后只能增加。"
            searchable
            data={choices.map((one) => ({ value: one.uid, label: one.name }))}
            value={[...selected]}
            onChange={setChosen}
          />
          {changed && <KeyButton label="保存名单" tone="main" onAct={save} />}
        </>
      )}
      {rows.length === 0 ? (
        <p className="dim">名单为空。</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">接收人</th>
              <th scope="col">本版签收</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.uid}>
                <td>{row.name}</td>
                <td>{row.acknowledgedAt === null ? '未签收' : displayInstant(row.acknowledgedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
