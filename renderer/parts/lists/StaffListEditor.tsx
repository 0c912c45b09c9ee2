import { Radio } from '@mantine/core';
import { useId } from 'react';
import { displayField } from '../../../shared/forms/display.ts';
import { masterFormFor } from '../../../shared/forms/registry.ts';
import { type StaffRow, staffRowSchema } from '../../../shared/forms/values.ts';
import type { FieldEditorProps } from '../fieldEditorProps.ts';
import { MasterPicker } from '../MasterPicker.tsx';
import { ListFrame } from './ListFrame.tsx';

/** Persons with title and qualification as they were when chosen; one of them leads. */
export function StaffListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly StaffRow[]) => void },
) {
  const { field, value, onCommitRows } = props;
  const rows = staffRows(value);
  const group = useId();
  return (
    <ListFrame {...props}>
      {rows.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">姓名</th>
              <th scope="col">职称</th>
              <th scope="col">资格</th>
              <th scope="col">负责人</th>
              <th scope="col">
                <span className="hidden-label">移除</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.staff}>
                <td>{row.name}</td>
                <td>{row.title ?? ''}</td>
                <td>{row.qualification ?? ''}</td>
                <td>
                  <Radio
                    name={group}
                    aria-label={`${row.name}为负责人`}
                    checked={row.lead === true}
                    onChange={() =>
                      onCommitRows(rows.map((other) => ({ ...other, lead: other.staff === row.staff })))
                    }
                  />
                </td>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`移除${row.name}`}
                    onClick={() => onCommitRows(rows.filter((other) => other.staff !== row.staff))}
                  >
                    移除
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <MasterPicker
        type="staff"
        label={`增加${field.label}`}
        hideLabel
        adds
        placeholder="增加人员：姓名、工号或拼音首字母"
        value={null}
        onChange={(ref, entry) => {
          if (ref === null || rows.some((row) => row.staff === ref.uid)) return;
          const title = entry === null ? '' : displayField(masterFormFor('staff'), entry.content, 'title');
          onCommitRows([
            ...rows,
            { staff: ref.uid, name: ref.name, ...(title === '' ? {} : { title }), lead: rows.length === 0 },
          ]);
        }}
      />
    </ListFrame>
  );
}

/** Rows of a staff list as far as they are well formed. */
export function staffRows(value: unknown): StaffRow[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row) => staffRowSchema.safeParse(row).data ?? []);
}
