import { Radio, TextInput } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { type CheckRow, checkRowSchema } from '../../../shared/forms/values.ts';
import type { FieldEditorProps } from '../fieldEditorProps.ts';
import { ListFrame } from './ListFrame.tsx';

/** Items of the service's check list: done, or not applicable with a reason. */
export function CheckListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly CheckRow[]) => void },
) {
  const { value, onCommitRows } = props;
  const rows = Array.isArray(value) ? value.flatMap((row) => checkRowSchema.safeParse(row).data ?? []) : [];
  if (rows.length === 0) {
    return (
      <ListFrame {...props}>
        <p className="hint">选定服务类别后，按服务一览表列出核对项目。</p>
      </ListFrame>
    );
  }
  const change = (row: CheckRow) => onCommitRows(rows.map((other) => (other.key === row.key ? row : other)));
  return (
    <ListFrame {...props}>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">核对项目</th>
            <th scope="col">结果</th>
            <th scope="col">不适用的理由</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <CheckLine key={row.key} row={row} onChange={change} />
          ))}
        </tbody>
      </table>
    </ListFrame>
  );
}

function CheckLine({ row, onChange }: { row: CheckRow; onChange: (row: CheckRow) => void }) {
  const name = useId();
  const saved = row.reason ?? '';
  const [reason, setReason] = useState(saved);
  useEffect(() => setReason(saved), [saved]);
  return (
    <tr>
      <td>{row.label}</td>
      <td>
        <Radio.Group
          name={name}
          label={row.label}
          labelProps={{ className: 'hidden-label' }}
          value={row.state ?? ''}
          onChange={(state) => onChange({ ...row, state: state === 'done' ? 'done' : 'notApplicable' })}
        >
          <span className="check-choice">
            <Radio value="done" label="完成" />
            <Radio value="notApplicable" label="不适用" />
          </span>
        </Radio.Group>
      </td>
      <td>
        {row.state === 'notApplicable' && (
          <TextInput
            aria-label={`${row.label} 不适用的理由`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            onBlur={() => reason !== saved && onChange({ ...row, reason })}
          />
        )}
      </td>
    </tr>
  );
}
