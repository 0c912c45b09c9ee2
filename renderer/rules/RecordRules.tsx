import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { type Service, serviceWords } from '../../shared/forms/definitions/blocks.ts';
import { isRecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { demandedWords } from '../../shared/rules/demandedReports.ts';
import { ofWords, perWords, ruleWords, thresholdWords } from '../../shared/rules/ruleWords.ts';
import { type DemandedKind, demandableKinds, type RecordRule } from '../../shared/rules/serviceTable.ts';
import { BlurText } from './BlurText.tsx';

const kinds = demandableKinds.map((value) => ({ value, label: demandedWords(value) }));
const choices = <Key extends string>(words: Readonly<Record<Key, string>>) =>
  (Object.entries(words) as [Key, string][]).map(([value, label]) => ({ value, label }));

/** Conditions that the interpreter of the table knows. */
const conditions = [
  { value: '', label: '总是' },
  { value: 'batchReportSets.atLeast', label: `${thresholdWords.batchReportSets.label}：达到界限` },
  { value: 'batchReportSets.below', label: `${thresholdWords.batchReportSets.label}：未达到界限` },
  { value: 'trainingRecordHours.atLeast', label: `${thresholdWords.trainingRecordHours.label}：达到界限` },
  { value: 'trainingRecordHours.below', label: `${thresholdWords.trainingRecordHours.label}：未达到界限` },
];

function toWhen(value: string): RecordRule['when'] {
  const [threshold, is] = value.split('.');
  if (threshold === 'batchReportSets' && (is === 'atLeast' || is === 'below')) {
    return { figure: 'normalOfModel', is, threshold };
  }
  if (threshold === 'trainingRecordHours' && (is === 'atLeast' || is === 'below')) {
    return { figure: 'trainingHours', is, threshold };
  }
  return undefined;
}

/** 记录要求: which records, how many, for what, under which condition. */
export function RecordRules(props: {
  rules: readonly RecordRule[];
  services: readonly Service[];
  editable: boolean;
  onChange: (rules: readonly RecordRule[]) => void;
}) {
  const { rules, editable } = props;
  const put = (place: number, rule: RecordRule) =>
    props.onChange(rules.map((old, index) => (index === place ? rule : old)));
  return (
    <section className="section">
      <h2>
        记录要求 <span className="clause">程序据此说明缺哪几份、为什么</span>
      </h2>
      {rules.map((rule, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
        <fieldset key={place} className="record-rule">
          <legend>
            第 {place + 1} 条：{ruleWords(rule)}
          </legend>
          {editable && (
            <>
              <RuleFields rule={rule} services={props.services} onChange={(next) => put(place, next)} />
              {rules.length > 1 && (
                <button
                  type="button"
                  className="link-button"
                  aria-label={`删除记录要求第 ${place + 1} 条`}
                  onClick={() => props.onChange(rules.filter((_, index) => index !== place))}
                >
                  删除本条
                </button>
              )}
            </>
          )}
        </fieldset>
      ))}
      {editable && (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            props.onChange([
              ...rules,
              {
                kind: 'repairReport',
                orKinds: [],
                per: 'equipment',
                of: 'all',
                ifApplicable: false,
                words: '按规定填写',
              },
            ])
          }
        >
          增加记录要求
        </button>
      )}
    </section>
  );
}

function RuleFields(props: {
  rule: RecordRule;
  services: readonly Service[];
  onChange: (rule: RecordRule) => void;
}) {
  const { rule, onChange } = props;
  const parts = isRecordKind(rule.kind)
    ? latestForm(rule.kind)
        .parts.filter((part) => part.use === 'chosen')
        .map((part) => ({ value: part.key, label: part.label }))
    : [];
  const without = (key: 'services' | 'when' | 'part'): RecordRule => {
    const { [key]: _, ...rest } = rule;
    return rest as RecordRule;
  };
  return (
    <div className="pair">
      <Select
        label="记录"
        data={kinds}
        value={rule.kind}
        onChange={(kind) => kind !== null && onChange({ ...without('part'), kind: kind as DemandedKind })}
      />
      <MultiSelect
        label="或者"
        data={kinds.filter(({ value }) => value !== rule.kind)}
        value={[...rule.orKinds]}
        onChange={(value) => onChange({ ...rule, orKinds: value as DemandedKind[] })}
      />
      <Select
        label="份数"
        data={choices(perWords)}
        value={rule.per}
        onChange={(per) => per !== null && onChange({ ...rule, per: per as RecordRule['per'] })}
      />
      <Select
        label="计入的产品"
        data={choices(ofWords)}
        value={rule.of}
        onChange={(of) => of !== null && onChange({ ...rule, of: of as RecordRule['of'] })}
      />
      <Select
        label="条件"
        data={conditions}
        value={rule.when === undefined ? '' : `${rule.when.threshold}.${rule.when.is}`}
        onChange={(value) => {
          const when = toWhen(value ?? '');
          onChange(when === undefined ? without('when') : { ...rule, when });
        }}
      />
      {parts.length > 0 && (
        <Select
          label="填写部分"
          clearable
          clearButtonProps={{ 'aria-label': '清除填写部分' }}
          data={parts}
          value={rule.part ?? null}
          onChange={(part) => onChange(part === null ? without('part') : { ...rule, part })}
        />
      )}
      {props.services.length > 1 && (
        <MultiSelect
          label="只用于"
          placeholder={rule.services === undefined ? '本行全部服务' : ''}
          data={props.services.map((value) => ({ value, label: serviceWords[value] }))}
          value={[...(rule.services ?? [])]}
          onChange={(value) =>
            onChange(value.length === 0 ? without('services') : { ...rule, services: value as Service[] })
          }
        />
      )}
      <Checkbox
        label="如适用（说明，不计为缺）"
        checked={rule.ifApplicable}
        onChange={(event) => onChange({ ...rule, ifApplicable: event.currentTarget.checked })}
      />
      <div className="wide">
        <BlurText
          label="规定原文或说明"
          value={rule.words}
          onCommit={(words) => words !== '' && onChange({ ...rule, words })}
        />
      </div>
    </div>
  );
}
