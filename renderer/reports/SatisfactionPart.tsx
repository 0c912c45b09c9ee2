import { Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SatisfactionRow } from '../../shared/contract/reports.ts';
import { type PeriodKind, periodKinds, periodKindWords } from '../../shared/figures/periods.ts';
import { satisfactionWords } from '../../shared/forms/definitions/blocks.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { usePeriodChoice } from './usePeriodChoice.ts';

type About = 'whole' | 'customer' | 'branch' | 'model';

/** Results of a period by the method of then, what is to be followed up, and improvement items (5.10). */
export function SatisfactionPart() {
  const [kind, setKind] = useState<PeriodKind>('halfYear');
  const { period, pick, options } = usePeriodChoice(kind);
  const problem = useProblem();
  const tabs = useTabs();
  const [asked, setAsked] = useState<RecordUid | null>(null);
  const key = period?.key ?? '';
  const found = useQuery(
    api.evaluation.satisfaction.queryOptions({ input: { period: key }, enabled: key !== '' }),
  );
  useMarkingsOnScreen((found.data?.followUps ?? []).map(({ row }) => row.marking));
  const again = () => queryClient.invalidateQueries({ queryKey: api.evaluation.key() });
  const improve = (about: About, of: string) => {
    client.evaluation.improve({ period: key, about, key: of }).then(async ({ improvement }) => {
      await again();
      showDone('已开立服务改进项', '请确定原因、措施、责任人和期限，完成后由他人验证效果。');
      tabs.open('record', { uid: improvement }, '服务改进项');
    }, problem);
  };
  const { data } = found;
  return (
    <>
      <search className="statistics-bar" aria-label="报告期">
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
          value={key}
          onChange={(value) => pick(value)}
        />
      </search>
      {found.error !== null ? (
        <Empty why={problemOf(found.error).message} />
      ) : data === undefined ? (
        <Loading what="正在计算满意度" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="page-body" aria-label="满意度结果" tabIndex={0}>
          <p className="source-head">
            <b>全部用户</b>{' '}
            <span className="source-value">
              {data.whole === null
                ? '无数据'
                : `${data.whole.score} 分 ${satisfactionWords[data.whole.grade]}`}
            </span>
            <span className="dim">
              {`　评价 ${data.whole?.n ?? 0} 份，已请评价 ${data.asked} 份，评价率 ${data.asked === 0 ? '无数据' : `${Math.round((1000 * (data.whole?.n ?? 0)) / data.asked) / 10}%`}；方法第 ${data.method} 版，结果摘要 ${data.digest.slice(0, 12)}`}
            </span>
          </p>
          <Results
            title="按用户分类"
            about="branch"
            rows={data.branches}
            below={data.improveBelow}
            onImprove={improve}
          />
          <Results
            title="按产品型号"
            about="model"
            rows={data.models}
            below={data.improveBelow}
            onImprove={improve}
          />
          <Results
            title="按用户单位"
            about="customer"
            rows={data.customers}
            below={data.improveBelow}
            onImprove={improve}
          />
          <section className="section">
            <h2>
              待回访 {data.followUps.length} 份 <span className="clause">5.10</span>
            </h2>
            {data.hidden && (
              <p className="callout attention">▲ 另有须回访的评价，但您不在其知悉范围内，这里不列出。</p>
            )}
            {data.followUps.length === 0 ? (
              <p className="dim">本期没有待回访的评价：有“不满意”项的都已登记回访。</p>
            ) : (
              <table className="small-table">
                <thead>
                  <tr>
                    <th scope="col">报告</th>
                    <th scope="col">用户单位</th>
                    <th scope="col">不满意的项目</th>
                    <th scope="col">办理</th>
                  </tr>
                </thead>
                <tbody>
                  {data.followUps.map(({ row, items }) => (
                    <tr key={row.uid}>
                      <td>
                        <button
                          type="button"
                          className="link-button"
                          onClick={() => tabs.open('record', { uid: row.uid }, row.number || row.title)}
                        >
                          {row.number || row.title}
                        </button>
                      </td>
                      <td>{row.customer?.name ?? ''}</td>
                      <td>{items.join('、')}</td>
                      <td>
                        <KeyButton label="登记回访" onAct={() => setAsked(row.uid)} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
        </section>
      )}
      {asked !== null && (
        <FollowUp
          uid={asked}
          onClose={() => setAsked(null)}
          onDone={async (improvement) => {
            setAsked(null);
            await again();
            showDone('已登记回访', improvement === null ? '该评价不再列为待回访。' : '已开立服务改进项。');
            if (improvement !== null) tabs.open('record', { uid: improvement }, '服务改进项');
          }}
        />
      )}
    </>
  );
}

function Results(props: {
  title: string;
  about: About;
  rows: readonly SatisfactionRow[];
  below: number;
  onImprove: (about: About, key: string) => void;
}) {
  const tabs = useTabs();
  return (
    <section className="section">
      <h2>{props.title}</h2>
      {props.rows.length === 0 ? (
        <p className="dim">无数据</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">名称</th>
              <th scope="col" className="numeric">
                满意度
              </th>
              <th scope="col">等级</th>
              <th scope="col" className="numeric">
                份数
              </th>
              <th scope="col">其中有未评项目</th>
              <th scope="col" className="numeric">
                上期
              </th>
              <th scope="col">改进</th>
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row) => (
              <tr key={row.key}>
                <td>{row.name}</td>
                <td className="numeric">{row.score}</td>
                <td>{satisfactionWords[row.grade]}</td>
                <td className="numeric">{row.n}</td>
                <td>{row.renormalised === 0 ? '—' : `${row.renormalised} 份，权重已重新分配`}</td>
                <td className="numeric">{row.previous ?? '无数据'}</td>
                <td>
                  {row.improvement !== null ? (
                    <button
                      type="button"
                      className="link-button"
                      onClick={() =>
                        row.improvement !== null &&
                        tabs.open('record', { uid: row.improvement.uid }, row.improvement.number)
                      }
                    >
                      {`${row.improvement.number || '服务改进项'}（${row.improvement.state}）`}
                    </button>
                  ) : row.score < props.below ? (
                    <>
                      <ToneTag tone="refused">{`低于 ${props.below} 分`}</ToneTag>{' '}
                      <KeyButton label="开立改进项" onAct={() => props.onImprove(props.about, row.key)} />
                    </>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function FollowUp(props: {
  uid: RecordUid;
  onClose: () => void;
  onDone: (improvement: RecordUid | null) => Promise<void>;
}) {
  const [outcome, setOutcome] = useState('');
  const [improvement, setImprovement] = useState('yes');
  const problem = useProblem();
  return (
    <AskDialog
      title="登记回访"
      confirm="登记"
      blocked={outcome.trim().length < 2}
      onConfirm={() => {
        client.evaluation
          .followUp({ uid: props.uid, outcome: outcome.trim(), improvement: improvement === 'yes' })
          .then(({ improvement: made }) => props.onDone(made), problem);
      }}
      onClose={props.onClose}
    >
      <Textarea
        label="回访情况"
        description="与谁联系、用户说明的原因、已采取的措施"
        autosize
        minRows={3}
        data-autofocus
        value={outcome}
        onChange={(event) => setOutcome(event.currentTarget.value)}
      />
      <Select
        label="改进"
        allowDeselect={false}
        data={[
          { value: 'yes', label: '开立服务改进项' },
          { value: 'no', label: '不需要改进项（理由写在回访情况中）' },
        ]}
        value={improvement}
        onChange={(value) => value !== null && setImprovement(value)}
      />
    </AskDialog>
  );
}
