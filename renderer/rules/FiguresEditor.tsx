import { NumberInput, Select } from '@mantine/core';
import { qualificationTitles, type StaffTitle, titleWords } from '../../shared/rules/qualification.ts';
import {
  type ModelPhase,
  type PhaseResponsibility,
  phaseWords,
  responsibilityWords,
} from '../../shared/rules/responsibility.ts';
import { thresholdWords } from '../../shared/rules/ruleWords.ts';
import type { Thresholds } from '../../shared/rules/thresholds.ts';
import type { RuleVersionState } from './useRuleVersion.ts';

const choices = Object.entries(responsibilityWords).map(([value, label]) => ({ value, label }));

/** Batch decision, responsible site, figures: everything that a number or a choice decides. */
export function FiguresEditor({ version }: { version: RuleVersionState }) {
  const { draft, editable } = version;
  if (draft === null) return null;
  const { rules } = draft;
  const set = (part: Partial<typeof rules>) => version.change({ rules: { ...rules, ...part } });
  return (
    <>
      <section className="section">
        <h2>
          批量与界限 <span className="clause">“以上”含本数</span>
        </h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">数值</th>
              <th scope="col">单位</th>
              <th scope="col">依据</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(thresholdWords) as (keyof Thresholds)[]).map((key) => (
              <tr key={key}>
                <td>{thresholdWords[key].label}</td>
                <td>
                  <NumberInput
                    aria-label={thresholdWords[key].label}
                    hideControls
                    readOnly={!editable}
                    allowNegative={false}
                    allowDecimal={key === 'trainingRecordHours'}
                    min={key === 'trainingRecordHours' ? 0.5 : 1}
                    max={10_000}
                    clampBehavior="strict"
                    value={rules.thresholds[key]}
                    onChange={(value) => {
                      if (typeof value !== 'number' || value <= 0 || value === rules.thresholds[key]) return;
                      set({ thresholds: { ...rules.thresholds, [key]: value } });
                    }}
                  />
                </td>
                <td>{thresholdWords[key].unit}</td>
                <td>{thresholdWords[key].clause}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="section">
        <h2>
          服务责任 <span className="clause">4 表1 1-2、2-1</span>
        </h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">产品阶段</th>
              <th scope="col">由谁服务</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(phaseWords) as ModelPhase[]).map((phase) => (
              <tr key={phase}>
                <td>{phaseWords[phase]}</td>
                <td>
                  <Select
                    aria-label={`${phaseWords[phase]}产品由谁服务`}
                    disabled={!editable}
                    data={choices}
                    value={rules.responsibility[phase]}
                    onChange={(value) =>
                      value !== null &&
                      set({
                        responsibility: { ...rules.responsibility, [phase]: value as PhaseResponsibility },
                      })
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="section act-form">
        <h2>
          派出人员 <span className="clause">5.2.1</span>
        </h2>
        <Select
          label="最低专业技术职称"
          disabled={!editable}
          data={qualificationTitles.map((value) => ({ value, label: titleWords[value] }))}
          value={rules.leastTitle}
          onChange={(value) => value !== null && set({ leastTitle: value as StaffTitle })}
        />
      </section>
    </>
  );
}
