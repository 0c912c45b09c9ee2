import { Checkbox, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { Figure } from '../../shared/contract/reports.ts';
import { monthPlus, periodOfKey } from '../../shared/figures/periods.ts';
import { branchWords } from '../../shared/forms/definitions/blocks.ts';
import type { Day, Month } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { MasterPicker } from '../parts/MasterPicker.tsx';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { useSession } from '../shell/session.tsx';
import { FigureSources } from './FigureSources.tsx';
import { FigureTables } from './FigureTables.tsx';
import { changeText, figureText } from './figureWords.ts';

/** Months that a person can choose from. */
const monthsBack = 36;

/** Figures of any months: filter, trend, difference to the time before, definition and rows of each. */
export function Statistics() {
  const { today } = useSession();
  const present = today.slice(0, 7) as Month;
  const months = Array.from({ length: monthsBack }, (_, n) => monthPlus(present, -n));
  const [first, setFirst] = useState<Month>(monthPlus(present, -5));
  const [last, setLast] = useState<Month>(present);
  const [branch, setBranch] = useState<string | null>(null);
  const [military, setMilitary] = useState(false);
  const [customer, setCustomer] = useState<MasterRef | null>(null);
  const [model, setModel] = useState<MasterRef | null>(null);
  const [site, setSite] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const choices = useQuery(api.evaluation.choices.queryOptions());
  const input = {
    from: `${first}-01` as Day,
    to: (periodOfKey(last)?.to ?? `${last}-28`) as Day,
    branch,
    military,
    customerUid: customer?.uid ?? null,
    modelUid: model?.uid ?? null,
    site,
  };
  const backwards = first > last;
  const found = useQuery(
    api.evaluation.statistics.queryOptions({
      input,
      enabled: !backwards,
      placeholderData: (before) => before,
    }),
  );
  const set = found.data?.set;
  const words: Readonly<Record<string, string>> = branchWords;
  const open = set?.figures.find((figure) => figure.key === chosen);
  return (
    <>
      <search className="statistics-bar" aria-label="统计范围">
        <Select
          label="起始月份"
          allowDeselect={false}
          data={months}
          value={first}
          onChange={(value) => value !== null && setFirst(value as Month)}
        />
        <Select
          label="截止月份"
          allowDeselect={false}
          data={months}
          value={last}
          onChange={(value) => value !== null && setLast(value as Month)}
        />
        <Select
          label="用户分类"
          clearable
          clearButtonProps={{ 'aria-label': '清除用户分类' }}
          placeholder="全部"
          data={(choices.data?.branches ?? []).map((one) => ({ value: one, label: words[one] ?? one }))}
          value={branch}
          onChange={setBranch}
        />
        <MasterPicker
          type="customer"
          label="用户单位"
          value={customer}
          onChange={(value) => setCustomer(value)}
        />
        <MasterPicker type="model" label="产品型号" value={model} onChange={(value) => setModel(value)} />
        <Select
          label="服务单位"
          clearable
          clearButtonProps={{ 'aria-label': '清除服务单位' }}
          placeholder="全部"
          data={(choices.data?.sites ?? []).map((one) => ({ value: one.code, label: one.name }))}
          value={site}
          onChange={setSite}
        />
        <Checkbox
          label="只统计军品"
          checked={military}
          onChange={(event) => setMilitary(event.currentTarget.checked)}
        />
      </search>
      {backwards ? (
        <Empty why="起始月份晚于截止月份，请改正。" />
      ) : found.error !== null ? (
        <Empty why={problemOf(found.error).message} />
      ) : set === undefined ? (
        <Loading what="正在统计" />
      ) : (
        <SplitView
          name="statistics"
          listWidth={700}
          list={
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
            <section className="page-body" aria-label="统计结果" tabIndex={0}>
              <FigureList figures={set.figures} chosen={chosen} onChoose={setChosen} />
              <FigureTables tables={set.tables} />
            </section>
          }
          detail={
            open === undefined ? null : (
              <FigureSources
                source={{ question: input }}
                figures={set.figures}
                figure={open}
                frozen={null}
                onChoose={(key) => setChosen(key === '' ? null : key)}
              />
            )
          }
        />
      )}
    </>
  );
}

function FigureList(props: {
  figures: readonly Figure[];
  chosen: string | null;
  onChoose: (key: string) => void;
}) {
  return (
    <table className="small-table">
      <caption>主要数据（按指标名看口径和来源）</caption>
      <thead>
        <tr>
          <th scope="col">指标</th>
          <th scope="col" className="numeric">
            本期
          </th>
          <th scope="col" className="numeric">
            上期
          </th>
          <th scope="col">增减</th>
          <th scope="col">走势</th>
        </tr>
      </thead>
      <tbody>
        {props.figures.map((figure) => (
          <tr key={figure.key}>
            <td>
              <button
                type="button"
                className="link-button"
                title={`${figure.definition}（${figure.clause}）`}
                aria-pressed={figure.key === props.chosen}
                onClick={() => props.onChoose(figure.key)}
              >
                {figure.label}
              </button>
            </td>
            <td className="numeric">{figureText(figure.value, figure.unit)}</td>
            <td className="numeric dim">{figureText(figure.previous, figure.unit)}</td>
            <td>{changeText(figure)}</td>
            <td>
              <Trend figure={figure} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The months of a figure as a line; what nothing is known of leaves a gap. */
function Trend({ figure }: { figure: Figure }) {
  const known = figure.trend.flatMap((value, at) => (value === null ? [] : [{ at, value }]));
  if (figure.trend.length < 2 || known.length === 0) return <span className="dim">—</span>;
  const highest = Math.max(...known.map(({ value }) => value), 1);
  const x = (at: number) => 3 + (at * 114) / (figure.trend.length - 1);
  const y = (value: number) => 23 - (value * 20) / highest;
  const words = figure.trend.map((value) => (value === null ? '无数据' : value)).join('、');
  return (
    <svg className="trend" viewBox="0 0 120 26" role="img" aria-label={`逐月：${words}`}>
      <title>{`逐月：${words}`}</title>
      <polyline points={known.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')} />
      {known.map(({ at, value }) => (
        <circle key={at} cx={x(at)} cy={y(value)} r="2" />
      ))}
    </svg>
  );
}
