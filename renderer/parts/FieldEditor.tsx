import { Group, MultiSelect, NumberInput, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useEffect, useId, useState } from 'react';
import type { FieldDefinition } from '../../shared/forms/definition.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { accountValueSchema, masterValueSchema } from '../../shared/forms/values.ts';
import type { AccountUid, MasterUid } from '../../shared/ids.ts';
import type { Json } from '../shell/settings.tsx';
import { AccountPicker } from './AccountPicker.tsx';
import { datePicker } from './datePicker.ts';
import { FieldShow } from './FieldShow.tsx';
import type { FieldEditorProps } from './fieldEditorProps.ts';
import { CheckListEditor } from './lists/CheckListEditor.tsx';
import { EquipmentListEditor } from './lists/EquipmentListEditor.tsx';
import { ItemListEditor } from './lists/ItemListEditor.tsx';
import { AttachmentListEditor, RecordListEditor } from './lists/ReferenceLists.tsx';
import { StaffListEditor } from './lists/StaffListEditor.tsx';
import { MasterPicker } from './MasterPicker.tsx';

/** Most choices that are laid open side by side; more go into a list. */
const mostOpenChoices = 4;

/** The editor for a field's type. Everything that declares a field gets its entry from here. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onCommit } = props;
  const commitList = (rows: readonly unknown[]) => onCommit(rows.length === 0 ? null : (rows as Json[]));
  switch (field.type) {
    case 'text':
    case 'phone':
    case 'time':
      return <TextEditor {...props} />;
    case 'longText':
      return <TextEditor {...props} long />;
    case 'number':
    case 'integer':
      return <NumberEditor {...props} />;
    case 'day':
    case 'instant':
      return <DayEditor {...props} />;
    case 'boolean':
      return (
        <OpenChoice
          {...props}
          options={[
            { value: 'true', label: '是' },
            { value: 'false', label: '否' },
          ]}
          chosen={value === true ? 'true' : value === false ? 'false' : null}
          onChoose={(chosen) => onCommit(chosen === null ? null : chosen === 'true')}
        />
      );
    case 'choice':
      return <ChoiceEditor {...props} />;
    case 'multiChoice':
      return (
        <MultiSelect
          {...shared(props)}
          data={[...(field.options ?? [])]}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={commitList}
        />
      );
    case 'master':
      return (
        <MasterPicker
          type={field.master ?? 'model'}
          label={field.label}
          hideLabel={props.hideLabel}
          required={props.required}
          description={props.hideLabel === true ? undefined : field.hint}
          error={props.problem}
          value={masterOf(value)}
          onChange={(ref) => onCommit(ref === null ? null : { uid: ref.uid, code: ref.code, name: ref.name })}
        />
      );
    case 'account':
      return (
        <AccountPicker
          label={field.label}
          hideLabel={props.hideLabel}
          required={props.required}
          error={props.problem}
          value={accountOf(value)}
          onChange={(ref) => onCommit(ref === null ? null : { uid: ref.uid, name: ref.name })}
        />
      );
    case 'itemList':
      return <ItemListEditor {...props} onCommitRows={commitList} />;
    case 'staffList':
      return <StaffListEditor {...props} onCommitRows={commitList} />;
    case 'equipmentList':
      return <EquipmentListEditor {...props} onCommitRows={commitList} />;
    case 'checkList':
      return <CheckListEditor {...props} onCommitRows={commitList} />;
    case 'attachmentList':
      return <AttachmentListEditor {...props} onCommitRows={commitList} />;
    case 'recordList':
      return <RecordListEditor {...props} onCommitRows={commitList} />;
    case 'data':
      return <FieldShow field={field} value={value} />;
  }
}

function masterOf(value: unknown) {
  const ref = masterValueSchema.safeParse(value).data;
  return ref === undefined ? null : { ...ref, uid: ref.uid as MasterUid };
}

function accountOf(value: unknown) {
  const ref = accountValueSchema.safeParse(value).data;
  return ref === undefined ? null : { ...ref, uid: ref.uid as AccountUid };
}

function shared(props: FieldEditorProps) {
  const hidden = props.hideLabel === true;
  return {
    label: hidden ? undefined : props.field.label,
    'aria-label': hidden ? props.field.label : undefined,
    withAsterisk: props.required ?? false,
    description: hidden ? undefined : props.field.hint,
    error: props.problem ?? undefined,
    autoFocus: props.autoFocus ?? false,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
  };
}

/** Text is kept while typing and handed over when the field is left. */
function TextEditor(props: FieldEditorProps & { long?: boolean }) {
  const { field, value, onCommit, long } = props;
  const saved = typeof value === 'string' ? value : '';
  const [text, setText] = useState(saved);
  useEffect(() => setText(saved), [saved]);
  const leave = () => {
    if (text !== saved) onCommit(text.trim() === '' ? null : text);
  };
  const input = {
    ...shared(props),
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    onBlur: leave,
  };
  if (long === true) {
    return <Textarea {...input} autosize minRows={2} maxRows={12} {...limit(field)} />;
  }
  return (
    <TextInput
      {...input}
      {...limit(field)}
      placeholder={field.type === 'time' ? '10:32' : undefined}
      autoComplete="off"
    />
  );
}

function limit(field: FieldDefinition): { maxLength?: number } {
  return field.maxLength === undefined ? {} : { maxLength: field.maxLength };
}

function NumberEditor(props: FieldEditorProps) {
  const { field, value, onCommit } = props;
  const saved = typeof value === 'number' ? value : '';
  const [typed, setTyped] = useState<number | string>(saved);
  useEffect(() => setTyped(saved), [saved]);
  return (
    <NumberInput
      {...shared(props)}
      className="number-input"
      hideControls
      allowDecimal={field.type === 'number'}
      value={typed}
      onChange={setTyped}
      onBlur={() => {
        if (typed !== saved) onCommit(typeof typed === 'number' ? typed : null);
      }}
      rightSectionWidth={field.unit === undefined ? 8 : 64}
      rightSection={field.unit === undefined ? <span /> : <span className="unit">{field.unit}</span>}
    />
  );
}

/** Reads 2026-11-22, 20261122 and 1122; with a time 2026-11-22 10:32 and 20261122 1032. */
export function parseTypedDay(typed: string, withTime: boolean): string | null {
  const [date = '', time = ''] = typed.trim().split(/[ T]+/);
  const digits = date.replace(/[^\d]/g, '');
  const whole = digits.length === 4 ? `${new Date().getFullYear()}${digits}` : digits;
  if (whole.length !== 8) return null;
  const day = `${whole.slice(0, 4)}-${whole.slice(4, 6)}-${whole.slice(6)}`;
  const real = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== day) return null;
  if (!withTime) return day;
  const clock = /^([01]?\d|2[0-3]):?([0-5]\d)$/.exec(time);
  if (clock === null) return null;
  return `${day} ${(clock[1] ?? '').padStart(2, '0')}:${clock[2]}:00`;
}

/** Typed or picked; moments are Beijing time whatever the machine's zone is. */
function DayEditor(props: FieldEditorProps) {
  const { field, value, onCommit } = props;
  const withTime = field.type === 'instant';
  const saved =
    typeof value === 'string' && value !== '' ? (withTime ? `${displayInstant(value)}:00` : value) : null;
  const commit = (next: string | null) => {
    if (next === saved) return;
    if (next === null || !withTime) onCommit(next);
    else onCommit(new Date(`${next.replace(' ', 'T')}+08:00`).toISOString());
  };
  return (
    <DateInput
      {...shared(props)}
      className="day-input"
      value={saved}
      onChange={commit}
      withTime={withTime}
      valueFormat={withTime ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD'}
      dateParser={(typed) => parseTypedDay(typed, withTime)}
      placeholder={withTime ? '2026-11-22 10:32' : '2026-11-22'}
      allowDeselect
      {...datePicker}
    />
  );
}

function ChoiceEditor(props: FieldEditorProps) {
  const { field, value, onCommit } = props;
  const options = field.options ?? [];
  const chosen = typeof value === 'string' && value !== '' ? value : null;
  if (options.length <= mostOpenChoices) {
    return <OpenChoice {...props} options={options} chosen={chosen} onChoose={onCommit} />;
  }
  return (
    <Select
      {...shared(props)}
      data={[...options]}
      value={chosen}
      onChange={onCommit}
      searchable
      clearable={props.required !== true}
      clearButtonProps={{ 'aria-label': `清除${field.label}` }}
      nothingFoundMessage="没有这一项"
    />
  );
}

function OpenChoice(
  props: FieldEditorProps & {
    options: readonly { readonly value: string; readonly label: string }[];
    chosen: string | null;
    onChoose: (value: string | null) => void;
  },
) {
  const name = useId();
  return (
    <Radio.Group
      {...shared(props)}
      // A group takes its name from its label alone, so the label is there even where it is not to be seen.
      label={props.field.label}
      labelProps={props.hideLabel === true ? { className: 'hidden-label' } : {}}
      name={name}
      value={props.chosen ?? ''}
      onChange={props.onChoose}
    >
      <Group gap="md" className="open-choice">
        {props.options.map((option) => (
          <Radio key={option.value} value={option.value} label={option.label} />
        ))}
        {props.chosen !== null && props.required !== true && (
          <button type="button" className="link-button" onClick={() => props.onChoose(null)}>
            清除
          </button>
        )}
      </Group>
    </Radio.Group>
  );
}
