import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { type LifeGroup, lifeGroups } from '../../shared/rules/lifeGroups.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { RecordLine } from '../records/RecordRows.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** The whole life of a set, or everything with a customer: figures, parts, and each record by group, newest first. */
export function LifeView(props: { uid: MasterUid; title: string }) {
  const tabs = useTabs();
  const [group, setGroup] = useState<LifeGroup | null>(null);
  const found = useQuery(api.service.life.queryOptions({ input: { uid: props.uid } }));
  const { lines = [], facts = [], parts = [] } = found.data ?? {};
  useMarkingsOnScreen(lines.map((line) => line.row.marking));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取全过程" />;
  const shown = group === null ? lines : lines.filter((line) => line.group === group);
  const present = (Object.keys(lifeGroups) as LifeGroup[]).filter((key) =>
    lines.some((line) => line.group === key),
  );
  return (
    <>
      <section className="section" aria-label="概况">
        <h2>概况</h2>
        <dl className="facts">
          {facts.map((fact) => (
            <Fragment key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>
                {fact.tone === 'attention' ? <ToneTag tone="attention">{fact.value}</ToneTag> : fact.value}
              </dd>
            </Fragment>
          ))}
        </dl>
      </section>
      {parts.length > 0 && (
        <section className="section" aria-label="更换件">
          <h2>
            更换件 <b>{parts.length}</b>
          </h2>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">日期</th>
                <th scope="col">名称</th>
                <th scope="col">数量</th>
                <th scope="col">换下</th>
                <th scope="col">换上</th>
                <th scope="col">报告</th>
              </tr>
            </thead>
            <tbody>
              {parts.map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one report have no identity
                <tr key={`${part.recordUid}-${index}`}>
                  <td className="whole">{part.day}</td>
                  <td>{part.name}</td>
                  <td>{part.quantity}</td>
                  <td>{part.oldSerial}</td>
                  <td>{part.newSerial}</td>
                  <td>
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => tabs.open('record', { uid: part.recordUid })}
                    >
                      打开
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section className="section" aria-label={props.title}>
        <h2>
          {props.title} <b>{lines.length}</b>
        </h2>
        {lines.length === 0 && <p className="dim">没有您可以阅读的记录。</p>}
        {present.length > 1 && (
          <div className="line-fields">
            {present.map((key) => (
              <button
                key={key}
                type="button"
                className="chip"
                aria-pressed={group === key}
                onClick={() => setGroup(group === key ? null : key)}
              >
                {lifeGroups[key]}
                <span className="chip-count"> {lines.filter((line) => line.group === key).length}</span>
              </button>
            ))}
          </div>
        )}
        <ul>
          {shown.map(({ row, words, repeated }) => (
            <li key={row.uid}>
              <RecordLine
                row={row}
                look="life-row"
                before={<span className="dim">{displayInstant(row.occurredAt).slice(0, 10)}</span>}
              >
                <span className="cut">{latestForm(row.kind).title}</span>
                <span className="cut">
                  {repeated && <ToneTag tone="attention">重复故障</ToneTag>} {words}
                </span>
              </RecordLine>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
