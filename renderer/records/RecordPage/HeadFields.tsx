import { Autocomplete, Checkbox, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FieldDefinition } from '../../../shared/forms/definition.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { headLabels, isFieldEditable } from '../../../shared/forms/validate.ts';
import type { Instant } from '../../../shared/ids.ts';
import { parseMarking } from '../../../shared/marking/marking.ts';
import { api } from '../../client.ts';
import { FieldEditor } from '../../parts/FieldEditor.tsx';
import { MasterPicker, masterWords } from '../../parts/MasterPicker.tsx';
import { useTabs } from '../../shell/tabs.tsx';
import type { OpenRecord } from './useRecord.ts';
import { usualMarkings } from './usualMarkings.ts';

const occurredField: FieldDefinition = {
  key: 'head.occurred',
  label: '发生时间',
  type: 'instant',
  required: true,
  group: 'head',
  searchable: false,
  statistic: false,
  sensitive: false,
  width: 1,
  readOnly: false,
  fromPaper: false,
};

/** Whether the head entries may be written: as long as any field of the form may. */
export function headEditable({ detail, form }: OpenRecord): boolean {
  const firstPart = form.fields.find((field) => !field.readOnly);
  return detail.editable && firstPart !== undefined && isFieldEditable(form, firstPart, detail.row.state);
}

/** The common head: customer, equipment, task, time of occurrence, marking, and the parts chosen for this case. */
export function HeadFields({ record }: { record: OpenRecord }) {
  const { detail, form } = record;
  const { row } = detail;
  const editable = headEditable(record);
  const choosable = form.parts.filter((part) => part.use === 'chosen');
  const missing = (key: string) => record.missing.find((problem) => problem.field === key)?.problem;
  return (
    <div className="fields">
      {form.head.customer !== 'none' && (
        <div className="field" data-field="head.customer">
          {editable ? (
            <MasterPicker
              type="customer"
              label={headLabels.customer}
              required={form.head.customer === 'required'}
              value={row.customer}
              onChange={(customer) =>
                record.saveHead({ customerUid: customer?.uid ?? null }, { row: { ...row, customer } })
              }
            />
          ) : (
            <Shown
              label={headLabels.customer}
              value={row.customer === null ? '' : masterWords(row.customer)}
            />
          )}
        </div>
      )}
      {form.head.task !== 'none' && <TaskField record={record} editable={editable} />}
      {form.head.equipment.max !== 0 && (
        <EquipmentField record={record} editable={editable} problem={missing('head.equipment')} />
      )}
      {form.occurredFrom === null && (
        <div className="field" data-field="head.occurred">
          {editable ? (
            <FieldEditor
              field={occurredField}
              value={row.occurredAt}
              onCommit={(value) => {
                if (typeof value !== 'string') return;
                const occurredAt = value as Instant;
                record.saveHead({ occurredAt }, { row: { ...row, occurredAt } });
              }}
            />
          ) : (
            <Shown label="发生时间" value={displayInstant(row.occurredAt)} />
          )}
        </div>
      )}
      <MarkingField record={record} editable={editable} />
      {choosable.length > 0 && (
        <div className="field wide" data-field="parts">
          {editable ? (
            <Checkbox.Group
              label="内容类别（选用的部分须填写）"
              withAsterisk
              error={missing('parts')}
              value={detail.parts}
              onChange={(parts) => record.saveHead({ parts }, { parts })}
            >
              <Group gap="md">
                {choosable.map((part) => (
                  <Checkbox key={part.key} value={part.key} label={part.label} />
                ))}
              </Group>
            </Checkbox.Group>
          ) : (
            <Shown
              label="内容类别"
              value={choosable
                .filter((part) => detail.parts.includes(part.key))
                .map((part) => part.label)
                .join('、')}
            />
          )}
        </div>
      )}
    </div>
  );
}

function Shown({ label, value }: { label: string; value: string }) {
  return (
    <>
      <div className="field-label">{label}</div>
      <div className="field-text">{value === '' ? <span className="dim">—</span> : value}</div>
    </>
  );
}

function EquipmentField(props: { record: OpenRecord; editable: boolean; problem: string | undefined }) {
  const { record, editable } = props;
  const { detail, form } = record;
  const tabs = useTabs();
  const save = (equipment: typeof detail.equipment) =>
    record.saveHead({ equipmentUids: equipment.map((ref) => ref.uid) }, { equipment });
  const most = form.head.equipment.max;
  return (
    <div className="field" data-field="head.equipment">
      <div className="field-label">
        {headLabels.equipment}
        {editable && form.head.equipment.min > 0 && <span className="required"> *</span>}
      </div>
      <ul className="named-rows">
        {detail.equipment.map((ref) => (
          <li key={ref.uid}>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('masterEntry', { uid: ref.uid }, ref.code)}
            >
              {masterWords(ref)}
            </button>
            {editable && (
              <button
                type="button"
                className="link-button"
                aria-label={`移除${ref.code}`}
                onClick={() => save(detail.equipment.filter((other) => other.uid !== ref.uid))}
              >
                移除
              </button>
            )}
          </li>
        ))}
      </ul>
      {editable && (most === null || detail.equipment.length < most) && (
        <MasterPicker
          type="equipment"
          label="增加产品"
          hideLabel
          adds
          placeholder="增加产品：编号或拼音首字母"
          customerUid={detail.row.customer?.uid}
          value={null}
          error={props.problem}
          onChange={(ref) => {
            if (ref === null || detail.equipment.some((other) => other.uid === ref.uid)) return;
            save([...detail.equipment, ref]);
          }}
        />
      )}
      {!editable && detail.equipment.length === 0 && <span className="dim">—</span>}
    </div>
  );
}

/** Tasks of this customer to choose from; a record may also stay without one. */
function TaskField({ record, editable }: { record: OpenRecord; editable: boolean }) {
  const { detail, form } = record;
  const { row } = detail;
  const tabs = useTabs();
  const customerUid = row.customer?.uid ?? null;
  const found = useQuery(
    api.records.list.queryOptions({
      input: { filter: { kinds: ['task'], customerUid }, limit: 50 },
      enabled: editable && customerUid !== null && detail.task === null,
    }),
  );
  return (
    <div className="field" data-field="head.task">
      <div className="field-label">
        {headLabels.task}
        {editable && form.head.task === 'required' && <span className="required"> *</span>}
      </div>
      {detail.task === null ? (
        <span className="dim">未归入任务</span>
      ) : (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            detail.task !== null && tabs.open('task', { uid: detail.task.uid }, detail.task.number)
          }
        >
          {detail.task.number}　{detail.task.title}
        </button>
      )}
      {editable && detail.task === null && (found.data?.rows.length ?? 0) > 0 && (
        <ul className="named-rows">
          {found.data?.rows.map((task) => (
            <li key={task.uid}>
              <button
                type="button"
                className="link-button"
                onClick={() =>
                  record.saveHead(
                    { taskUid: task.uid },
                    { task: { uid: task.uid, number: task.number, title: task.title } },
                  )
                }
              >
                归入 {task.number}　{task.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function MarkingField({ record, editable }: { record: OpenRecord; editable: boolean }) {
  const { row } = record.detail;
  const [typed, setTyped] = useState(row.marking);
  const valid = parseMarking(typed) !== null;
  if (!editable) {
    return (
      <div className="field">
        <Shown label="密级和保密期限" value={row.marking} />
      </div>
    );
  }
  const commit = (marking: string) => {
    if (marking !== row.marking && parseMarking(marking) !== null) {
      record.saveHead({ marking }, { row: { ...row, marking } });
    }
  };
  return (
    <div className="field" data-field="head.marking">
      <Autocomplete
        label="密级和保密期限（拟定）"
        data={usualMarkings}
        value={typed}
        error={valid ? undefined : '应为 内部、秘密★5年、机密★10年 的形式'}
        onChange={setTyped}
        onOptionSubmit={commit}
        onBlur={() => commit(typed)}
      />
    </div>
  );
}
