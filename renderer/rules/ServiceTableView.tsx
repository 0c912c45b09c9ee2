import { useState } from 'react';
import {
  modeWords,
  occasionWords,
  type Service,
  serviceWords,
} from '../../shared/forms/definitions/blocks.ts';
import { ruleWords } from '../../shared/rules/ruleWords.ts';
import type { ServiceRow, TableItem } from '../../shared/rules/serviceTable.ts';
import { ToneTag } from '../parts/tags.tsx';
import { RowEditor } from './RowEditor.tsx';
import type { RuleVersionState } from './useRuleVersion.ts';

const words = (services: readonly Service[]) => services.map((service) => serviceWords[service]).join('、');

/** 表1 服务过程一览表 with its six columns; a row opens in its editor. */
export function ServiceTableView({ version }: { version: RuleVersionState }) {
  const [open, setOpen] = useState<number | null>(null);
  const { draft, editable } = version;
  if (draft === null) return null;
  const { rules } = draft;
  const row = open === null ? undefined : rules.table.rows[open];
  const write = (rows: readonly ServiceRow[]) =>
    version.change({ rules: { ...rules, table: { ...rules.table, rows: [...rows] } } });
  if (row !== undefined && open !== null) {
    return (
      <RowEditor
        row={row}
        others={rules.table.rows.filter((_, place) => place !== open)}
        editable={editable}
        onChange={(next) => write(rules.table.rows.map((old, place) => (place === open ? next : old)))}
        onBack={() => setOpen(null)}
      />
    );
  }
  return (
    <>
      <table className="small-table rule-table">
        <caption className="hidden-label">服务过程一览表</caption>
        <thead>
          <tr>
            <th scope="col">服务项目</th>
            <th scope="col">服务时机</th>
            <th scope="col">服务方式</th>
            <th scope="col">服务内容</th>
            <th scope="col">服务要求</th>
            <th scope="col">记录要求</th>
          </tr>
        </thead>
        <tbody>
          {rules.table.rows.map((entry, place) => (
            <tr key={entry.services.join()}>
              <td>
                <button type="button" className="link-button" onClick={() => setOpen(place)}>
                  {entry.title}
                </button>
                <div className="dim">{entry.clause}</div>
                {entry.inferred && <ToneTag tone="attention">推定</ToneTag>}
              </td>
              <td>{entry.occasions.map((occasion) => occasionWords[occasion]).join('、')}</td>
              <td>
                {entry.modes.map((mode) => modeWords[mode]).join('、')}
                <div className="dim">{entry.modeWords}</div>
              </td>
              <td>
                <Items items={entry.contents} />
              </td>
              <td>
                <Items items={entry.requirements} />
              </td>
              <td>
                <ul className="rule-items">
                  {entry.records.map((rule) => (
                    <li key={ruleWords(rule)}>{ruleWords(rule)}</li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <section className="section">
        <h2>各行之外的记录</h2>
        <ul className="rule-items">
          {rules.table.everywhere.map((extra) => (
            <li key={extra.when}>
              {extra.when === 'atCustomer' ? '到用户现场的' : '由相关单位实施的'}：{ruleWords(extra.rule)}
              <span className="clause">（{extra.clause}）</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Items({ items }: { items: readonly TableItem[] }) {
  return (
    <ul className="rule-items">
      {items.map((item) => (
        <li key={item.key}>
          {item.label}
          {item.services !== undefined && <span className="dim">（{words(item.services)}）</span>}
        </li>
      ))}
    </ul>
  );
}
