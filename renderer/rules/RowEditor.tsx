import { Checkbox, Group, MultiSelect } from '@mantine/core';
import { useEffect, useRef } from 'react';
import {
  modeWords,
  occasionWords,
  type Service,
  serviceWords,
} from '../../shared/forms/definitions/blocks.ts';
import type { ServiceRow, TableItem } from '../../shared/rules/serviceTable.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { BlurText } from './BlurText.tsx';
import { RecordRules } from './RecordRules.tsx';

const entries = <Key extends string>(words: Readonly<Record<Key, string>>) =>
  (Object.entries(words) as [Key, string][]).map(([value, label]) => ({ value, label }));

/** One row of the service table: six columns, each as what it is: choices, check lists, record rules. */
export function RowEditor(props: {
  row: ServiceRow;
  others: readonly ServiceRow[];
  editable: boolean;
  onChange: (row: ServiceRow) => void;
  onBack: () => void;
}) {
  const { row, editable, onChange } = props;
  const top = useRef<HTMLDivElement>(null);
  // The table was scrolled to the row; the editor begins at its own beginning.
  useEffect(() => {
    top.current?.parentElement?.scrollTo(0, 0);
  }, []);
  const taken = new Set(props.others.flatMap((other) => other.services));
  const set = (part: Partial<ServiceRow>) => onChange({ ...row, ...part });
  return (
    <>
      <div className="act-row" ref={top}>
        <KeyButton label="返回一览表" keyName="back" onAct={props.onBack} />
        <span className="dim">{editable ? '每一栏离开即保存' : '只读'}</span>
      </div>
      <section className="section act-form wide-form">
        <h2>{row.title}</h2>
        <div className="pair">
          <BlurText
            label="服务项目名称"
            value={row.title}
            disabled={!editable}
            onCommit={(title) => title !== '' && set({ title })}
          />
          <BlurText
            label="依据条款"
            value={row.clause}
            disabled={!editable}
            onCommit={(clause) => clause !== '' && set({ clause })}
          />
        </div>
        <MultiSelect
          label="服务类别"
          description="一种服务只属于一行"
          disabled={!editable}
          data={entries(serviceWords).filter(({ value }) => !taken.has(value))}
          value={[...row.services]}
          onChange={(value) => value.length > 0 && set({ services: value as Service[] })}
        />
        <Checkbox
          label="推定（原文没有此行，屏幕和理由中注明）"
          checked={row.inferred}
          disabled={!editable}
          onChange={(event) => set({ inferred: event.currentTarget.checked })}
        />
        <Choices
          label="服务时机"
          words={occasionWords}
          value={row.occasions}
          editable={editable}
          onChange={(occasions) => set({ occasions })}
        />
        <Choices
          label="服务方式"
          words={modeWords}
          value={row.modes}
          editable={editable}
          onChange={(modes) => set({ modes })}
        />
        <BlurText
          label="服务方式说明"
          value={row.modeWords}
          disabled={!editable}
          onCommit={(text) => text !== '' && set({ modeWords: text })}
        />
      </section>
      <ItemsEditor
        title="服务内容"
        row={row}
        items={row.contents}
        editable={editable}
        onChange={(contents) => set({ contents })}
      />
      <ItemsEditor
        title="服务要求"
        row={row}
        items={row.requirements}
        editable={editable}
        onChange={(requirements) => set({ requirements })}
      />
      <RecordRules
        rules={row.records}
        services={row.services}
        editable={editable}
        onChange={(records) => set({ records: [...records] })}
      />
    </>
  );
}

function Choices<Key extends string>(props: {
  label: string;
  words: Readonly<Record<Key, string>>;
  value: readonly Key[];
  editable: boolean;
  onChange: (value: Key[]) => void;
}) {
  return (
    <Checkbox.Group
      label={props.label}
      value={[...props.value]}
      onChange={(value) => value.length > 0 && props.onChange(value as Key[])}
    >
      <Group gap="md" className="open-choice">
        {entries(props.words).map(({ value, label }) => (
          <Checkbox key={value} value={value} label={label} disabled={!props.editable} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

/** Items of a check list; a new item gets a key of its own, so that what was ticked on old tasks keeps its meaning. */
function ItemsEditor(props: {
  title: string;
  row: ServiceRow;
  items: readonly TableItem[];
  editable: boolean;
  onChange: (items: TableItem[]) => void;
}) {
  const { items, editable, row } = props;
  const change = (place: number, part: Partial<TableItem>) =>
    props.onChange(items.map((item, index) => (index === place ? { ...item, ...part } : item)));
  const limits = row.services.map((value) => ({ value, label: serviceWords[value] }));
  return (
    <section className="section">
      <h2>
        {props.title} <span className="clause">汇报上交前逐项完成或注明不适用</span>
      </h2>
      <table className="small-table editing">
        <thead>
          <tr>
            <th scope="col">核对项目</th>
            {limits.length > 1 && <th scope="col">只用于</th>}
            <th scope="col">
              <span className="hidden-label">删除</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, place) => (
            <tr key={item.key}>
              <td>
                <BlurText
                  hideLabel
                  label={`${props.title}第 ${place + 1} 项`}
                  value={item.label}
                  disabled={!editable}
                  onCommit={(label) => label !== '' && change(place, { label })}
                />
              </td>
              {limits.length > 1 && (
                <td>
                  <MultiSelect
                    aria-label={`${props.title}第 ${place + 1} 项只用于`}
                    placeholder={item.services === undefined ? '本行全部' : ''}
                    disabled={!editable}
                    data={limits}
                    value={[...(item.services ?? [])]}
                    onChange={(value) => {
                      const { services: _, ...rest } = item;
                      const next = value.length === 0 ? rest : { ...rest, services: value as Service[] };
                      props.onChange(items.map((old, index) => (index === place ? next : old)));
                    }}
                  />
                </td>
              )}
              <td>
                {editable && (
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`删除${props.title}第 ${place + 1} 项`}
                    onClick={() => props.onChange(items.filter((_, index) => index !== place))}
                  >
                    删除
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {editable && (
        <button
          type="button"
          className="link-button"
          onClick={() => props.onChange([...items, { key: freeKey(items), label: '新项目' }])}
        >
          增加{props.title}
        </button>
      )}
    </section>
  );
}

function freeKey(items: readonly TableItem[]): string {
  for (let n = items.length + 1; ; n += 1) {
    const key = `item${n}`;
    if (!items.some((item) => item.key === key)) return key;
  }
}
