import { NumberInput } from '@mantine/core';
import {
  type EvaluationItem,
  evaluationItems,
  type Satisfaction,
  satisfactionWords,
} from '../../shared/forms/definitions/blocks.ts';
import { satisfactionLimits } from '../../shared/rules/ruleWords.ts';
import { satisfactionProblems } from '../../shared/rules/satisfaction.ts';
import type { RuleVersionState } from './useRuleVersion.ts';

/** The method of satisfaction (5.10): weights, scores, limits of the grades. A period is computed by the version that holds on its last day. */
export function SatisfactionEditor({ version }: { version: RuleVersionState }) {
  const { draft, editable } = version;
  if (draft === null) return null;
  const { rules } = draft;
  const method = rules.satisfaction;
  const set = (part: Partial<typeof method>) =>
    version.change({ rules: { ...rules, satisfaction: { ...method, ...part } } });
  const sum = Object.values(method.weights).reduce((total, weight) => total + weight, 0);
  const problems = satisfactionProblems(method);
  const number = (label: string, value: number, most: number, onChange: (value: number) => void) => (
    <NumberInput
      aria-label={label}
      hideControls
      readOnly={!editable}
      allowNegative={false}
      min={0}
      max={most}
      decimalScale={4}
      clampBehavior="strict"
      value={value}
      onChange={(next) => typeof next === 'number' && next !== value && onChange(next)}
    />
  );
  return (
    <>
      <section className="section">
        <h2>
          项目权重 Xj <span className="clause">5.10　合计 {Math.round(sum * 1e6) / 1e6}</span>
        </h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">指标组</th>
              <th scope="col">评价项目</th>
              <th scope="col">权重</th>
            </tr>
          </thead>
          <tbody>
            {(Object.entries(evaluationItems) as [EvaluationItem, string][]).map(([item, label]) => (
              <tr key={item}>
                <td>{item === 'evaluationProduct' ? '产品' : '服务'}</td>
                <td>{label}</td>
                <td>
                  {number(`${label}权重`, method.weights[item], 1, (value) =>
                    set({ weights: { ...method.weights, [item]: value } }),
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="section">
        <h2>各档分值 Yj</h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">评价</th>
              <th scope="col">分值</th>
            </tr>
          </thead>
          <tbody>
            {(Object.entries(satisfactionWords) as [Satisfaction, string][]).map(([answer, label]) => (
              <tr key={answer}>
                <td>{label}</td>
                <td>
                  {number(`${label}分值`, method.scores[answer], 100, (value) =>
                    set({ scores: { ...method.scores, [answer]: value } }),
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="section">
        <h2>等级与改进界限</h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">界限</th>
              <th scope="col">分</th>
            </tr>
          </thead>
          <tbody>
            {(Object.entries(satisfactionLimits) as [keyof typeof satisfactionLimits, string][]).map(
              ([key, label]) => (
                <tr key={key}>
                  <td>{label}</td>
                  <td>{number(label, method[key], 100, (value) => set({ [key]: value }))}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
        {problems.map((problem) => (
          <p key={problem} className="callout attention">
            ▲ {problem}
          </p>
        ))}
        <p className="hint">
          S = Σ
          Xj·Yj；未评项目剔除后按其余权重重新分配并注明；期内结果为各用户平均分的平均值；没有评价为“无数据”。每期按期末所用的版本计算，以后更改不影响以前的结果。
        </p>
      </section>
    </>
  );
}
