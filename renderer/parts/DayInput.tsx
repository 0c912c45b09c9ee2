import { DateInput } from '@mantine/dates';
import type { Day } from '../../shared/ids.ts';
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
      popoverProps={{ transitionProps: { duration: 0 }, shadow: 'none' }}
      ariaLabels={{
        nextMonth: '下一月',
        previousMonth: '上一月',
        nextYear: '下一年',
        previousYear: '上一年',
        nextDecade: '下一个十年',
        previousDecade: '上一个十年',
        monthLevelControl: '选择月份',
        yearLevelControl: '选择年份',
      }}
    />
  );
}
