import { Checkbox } from '@mantine/core';
import { type EquipmentRow, equipmentRowSchema } from '../../../shared/forms/values.ts';
import { useSurroundings } from '../fieldContext.tsx';
import type { FieldEditorProps } from '../fieldEditorProps.ts';
import { MasterPicker } from '../MasterPicker.tsx';
import { ListFrame } from './ListFrame.tsx';

/** Serial-numbered sets with a tick each, from the customer's equipment first. */
export function EquipmentListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly EquipmentRow[]) => void },
) {
  const { value, onCommitRows, field } = props;
  const { customerUid } = useSurroundings();
  const rows = Array.isArray(value)
    ? value.flatMap((row) => equipmentRowSchema.safeParse(row).data ?? [])
    : [];
  const done = rows.filter((row) => row.done === true).length;
  return (
    <ListFrame {...props}>
      {rows.length > 0 && (
        <>
          <p className="hint">
            共 {rows.length} 台（套），已勾 {done} 台（套）
          </p>
          <ul className="equipment-ticks">
            {rows.map((row) => (
              <li key={row.equipment}>
                <Checkbox
                  label={`${row.serial}${row.model === undefined ? '' : `　${row.model}`}`}
                  checked={row.done === true}
                  onChange={(event) => {
                    const checked = event.currentTarget.checked;
                    onCommitRows(
                      rows.map((other) =>
                        other.equipment === row.equipment ? { ...other, done: checked } : other,
                      ),
                    );
                  }}
                />
                <button
                  type="button"
                  className="link-button"
                  aria-label={`移除${row.serial}`}
                  onClick={() => onCommitRows(rows.filter((other) => other.equipment !== row.equipment))}
                >
                  移除
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <MasterPicker
        type="equipment"
        label={`增加${field.label}`}
        hideLabel
        adds
        placeholder="增加产品：编号或拼音首字母"
        customerUid={customerUid}
        value={null}
        onChange={(ref, entry) => {
          if (ref === null || rows.some((row) => row.equipment === ref.uid)) return;
          const model = entry?.model === null || entry === null ? {} : { model: entry.model.name };
          onCommitRows([...rows, { equipment: ref.uid, serial: ref.code, ...model, done: false }]);
        }}
      />
    </ListFrame>
  );
}
