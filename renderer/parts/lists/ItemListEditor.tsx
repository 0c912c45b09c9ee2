import { NumberInput, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ItemColumn } from '../../../shared/forms/definition.ts';
import type { ItemRow } from '../../../shared/forms/values.ts';
import type { MasterUid } from '../../../shared/ids.ts';
import type { FieldEditorProps } from '../fieldEditorProps.ts';
import { MasterPicker } from '../MasterPicker.tsx';
import { ListFrame } from './ListFrame.tsx';

/** Editor of any list of rows: a table whose cells are saved together when one is left. Enter in the last cell adds a row. */
export function ItemListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly ItemRow[]) => void },
) {
  const { field, value, onCommitRows } = props;
  const columns = field.columns ?? [];
  const saved = Array.isArray(value) ? (value as ItemRow[]) : [];
  const key = JSON.stringify(saved);
  const [rows, setRows] = useState<readonly ItemRow[]>(saved);
  useEffect(() => setRows(JSON.parse(key) as ItemRow[]), [key]);

  const commit = (next: readonly ItemRow[]) => {
    // A row without any content is only a place to type.
    const filled = next.filter((row) => Object.values(row).some((cell) => cell !== null && cell !== ''));
    if (JSON.stringify(filled) !== key) onCommitRows(filled);
  };
  const change = (index: number, column: string, cell: string | number | null) =>
    setRows(rows.map((row, place) => (place === index ? { ...row, [column]: cell } : row)));
  const remove = (index: number) => {
    const next = rows.filter((_, place) => place !== index);
    setRows(next);
    commit(next);
  };
  const add = () => setRows([...rows, {}]);
  return (
    <ListFrame {...props} onAdd={add} addLabel={`增加${field.label}`}>
      {rows.length > 0 && (
        <table className="small-table editing">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {column.label}
                  {column.required && <span className="required"> *</span>}
                </th>
              ))}
              <th scope="col">
                <span className="hidden-label">删除</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of the list have no identity but their place
              <tr key={index}>
                {columns.map((column) => (
                  <td key={column.key}>
                    <Cell
                      column={column}
                      label={`第 ${index + 1} 行 ${column.label}`}
                      value={row[column.key] ?? null}
                      onChange={(cell) => change(index, column.key, cell)}
                      onChoose={(cell) => {
                        const next = rows.map((other, place) =>
                          place === index ? { ...other, [column.key]: cell } : other,
                        );
                        setRows(next);
                        commit(next);
                      }}
                      onLeave={() => commit(rows)}
                    />
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`删除第 ${index + 1} 行`}
                    onClick={() => remove(index)}
                  >
                    删除
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ListFrame>
  );
}

function Cell(props: {
  column: ItemColumn;
  label: string;
  value: string | number | boolean | null;
  onChange: (value: string | number | null) => void;
  onChoose: (value: string | null) => void;
  onLeave: () => void;
}) {
  const { column, value, label } = props;
  if (column.master !== undefined) {
    return (
      <MasterPicker
        type={column.master}
        label={label}
        hideLabel
        value={
          typeof value === 'string' && value !== '' ? { uid: '' as MasterUid, code: '', name: value } : null
        }
        onChange={(ref) => props.onChoose(ref === null ? null : `${ref.code} ${ref.name}`)}
      />
    );
  }
  if (column.type === 'choice') {
    return (
      <Select
        aria-label={label}
        data={[...(column.options ?? [])]}
        value={typeof value === 'string' ? value : null}
        onChange={props.onChoose}
      />
    );
  }
  if (column.type === 'number' || column.type === 'integer') {
    return (
      <NumberInput
        aria-label={label}
        hideControls
        allowDecimal={column.type === 'number'}
        value={typeof value === 'number' ? value : ''}
        onChange={(typed) => props.onChange(typeof typed === 'number' ? typed : null)}
        onBlur={props.onLeave}
      />
    );
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={column.type === 'day' ? '2026-11-22' : undefined}
      autoComplete="off"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) =>
        props.onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)
      }
      onBlur={props.onLeave}
    />
  );
}
