import { DateInput } from '@mantine/dates';
import type { Day } from '../../shared/ids.ts';
import { datePicker } from './datePicker.ts';
import { parseTypedDay } from './FieldEditor.tsx';

/** A day typed as 20261122 or picked. Empty is null. */
export function DayInput(props: {
  label: string;
  value: Day | null;
  onChange: (day: Day | null) => void;
  hideLabel?: boolean;
  placeholder?: string;
  field?: string;
}) {
  return (
    <DateInput
      label={props.hideLabel === true ? undefined : props.label}
      aria-label={props.hideLabel === true ? props.label : undefined}
      data-field={props.field}
      className="day-input"
      value={props.value}
      onChange={(day) => props.onChange(day as Day | null)}
      valueFormat="YYYY-MM-DD"
      dateParser={(typed) => parseTypedDay(typed, false)}
      placeholder={props.placeholder ?? '2026-11-22'}
      allowDeselect
      {...datePicker}
    />
  );
}
