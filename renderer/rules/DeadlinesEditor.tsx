import { Checkbox, NumberInput, Select } from '@mantine/core';
import type { Deadline, DeadlineKind, Deadlines, Offset } from '../../shared/rules/deadlines.ts';
import { deadlineWords, offsetWords } from '../../shared/rules/ruleWords.ts';
import { BlurText } from './BlurText.tsx';
import type { RuleVersionState } from './useRuleVersion.ts';

const counts = [
  { value: 'calendarDays', label: '个日历日' },
  { value: 'workingDays', label: '个工作日' },
  { value: 'months', label: '个月' },
  { value: 'years', label: '年' },
  { value: 'dayOfNextMonth', label: '次月某日' },
  { value: 'dayOfYear', label: '当年某月某日' },
] as const satisfies readonly { value: Offset['count']; label: string }[];

function firstOf(count: Offset['count']): Offset {
  switch (count) {
    case 'calendarDays':
    case 'workingDays':
      return { count, days: 10 };
    case 'months':
      return { count, months: 12 };
    case 'years':
      return { count, years: 1 };
    case 'dayOfNextMonth':
      return { count, day: 5 };
    case 'dayOfYear':
      return { count, day: '12-31' };
  }
}

/** Every deadline of the procedure with clause, length, reminder and what happens on a rest day. */
export function DeadlinesEditor({ version }: { version: RuleVersionState }) {
  const { draft, editable } = version;
  if (draft === null) return null;
  const { rules } = draft;
  const put = (key: DeadlineKind, deadline: Deadline) =>
    version.change({ rules: { ...rules, deadlines: { ...rules.deadlines, [key]: deadline } as Deadlines } });
  return (
    <section className="section">
      <h2>
        期限 <span className="clause">已登记的记录按其开始时的版本计算</span>
      </h2>
      <table className="small-table deadline-table">
        <thead>
          <tr>
            <th scope="col">期限</th>
            <th scope="col">依据</th>
            <th scope="col">到期</th>
            <th scope="col">提醒</th>
            <th scope="col">遇休息日顺延</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(rules.deadlines) as DeadlineKind[]).map((key) => {
            const deadline: Deadline = rules.deadlines[key];
            return (
              <tr key={key} title={deadlineWords(deadline)}>
                <td>{deadline.label}</td>
                <td>{deadline.clause}</td>
                <td>
                  <OffsetEditor
                    label={`${deadline.label}到期`}
                    value={deadline.due}
                    editable={editable}
                    onChange={(due) => put(key, { ...deadline, due })}
                  />
                </td>
                <td>
                  {deadline.remind === undefined ? (
                    <span className="dim">—</span>
                  ) : (
                    <OffsetEditor
                      label={`${deadline.label}提醒`}
                      value={deadline.remind}
                      editable={editable}
                      onChange={(remind) => put(key, { ...deadline, remind })}
                    />
                  )}
                </td>
                <td>
                  <Checkbox
                    aria-label={`${deadline.label}遇休息日顺延`}
                    checked={deadline.movesOffRestDays}
                    disabled={!editable}
                    onChange={(event) =>
                      put(key, { ...deadline, movesOffRestDays: event.currentTarget.checked })
                    }
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function OffsetEditor(props: {
  label: string;
  value: Offset;
  editable: boolean;
  onChange: (offset: Offset) => void;
}) {
  const { value, onChange, label } = props;
  if (!props.editable) return <>{offsetWords(value)}</>;
  return (
    <span className="offset-editor">
      {value.count === 'dayOfYear' ? (
        <BlurText
          hideLabel
          label={`${label}月日`}
          placeholder="03-31"
          maxLength={5}
          value={value.day}
          onCommit={(day) =>
            /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(day) && onChange({ count: 'dayOfYear', day })
          }
        />
      ) : (
        <NumberInput
          aria-label={`${label}数`}
          hideControls
          allowNegative={false}
          allowDecimal={false}
          min={value.count === 'calendarDays' || value.count === 'workingDays' ? 0 : 1}
          max={value.count === 'dayOfNextMonth' ? 28 : 1000}
          clampBehavior="strict"
          value={numberOf(value)}
          onChange={(n) => typeof n === 'number' && n !== numberOf(value) && onChange(withNumber(value, n))}
        />
      )}
      <Select
        aria-label={`${label}算法`}
        data={[...counts]}
        value={value.count}
        onChange={(count) => count !== null && onChange(firstOf(count as Offset['count']))}
      />
    </span>
  );
}

function numberOf(offset: Exclude<Offset, { count: 'dayOfYear' }>): number {
  switch (offset.count) {
    case 'calendarDays':
    case 'workingDays':
      return offset.days;
    case 'months':
      return offset.months;
    case 'years':
      return offset.years;
    case 'dayOfNextMonth':
      return offset.day;
  }
}

function withNumber(offset: Exclude<Offset, { count: 'dayOfYear' }>, n: number): Offset {
  switch (offset.count) {
    case 'calendarDays':
    case 'workingDays':
      return { count: offset.count, days: n };
    case 'months':
      return { count: 'months', months: Math.max(1, n) };
    case 'years':
      return { count: 'years', years: Math.max(1, n) };
    case 'dayOfNextMonth':
      return { count: 'dayOfNextMonth', day: Math.min(28, Math.max(1, n)) };
  }
}
