/** One step of a way: done, current or ahead, with the responsible party. */
export interface BarStep {
  readonly key: string;
  readonly label: string;
  readonly party: string;
  readonly state: 'done' | 'current' | 'ahead';
}

const words = { done: '已完成', current: '当前', ahead: '未到' } as const;

/** The steps of figure 1 or of a lifecycle, left to right. */
export function StepBar({ label, steps }: { label: string; steps: readonly BarStep[] }) {
  return (
    <ol className="step-bar" aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step.key}
          className={`step step-${step.state}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span className="step-sign" aria-hidden="true">
            {step.state === 'done' ? '✓' : index + 1}
          </span>
          <span className="step-words">
            <span className="step-label">{step.label}</span>
            {step.party !== '' && <span className="step-party">{step.party}</span>}
          </span>
          <span className="hidden-label">{words[step.state]}</span>
        </li>
      ))}
    </ol>
  );
}
