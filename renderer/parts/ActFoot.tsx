import { KeyButton } from './KeyButton.tsx';

/** Foot of a form that carries out one act: back, and the act with the reason beside it while it cannot be done. */
export function ActFoot(props: {
  /** The act as a verb, in Chinese. */
  act: string;
  /** Chinese reason why it cannot be done now. */
  blocked: string | null;
  busy?: boolean;
  onAct: () => void;
  onBack: () => void;
}) {
  return (
    <div className="page-foot">
      <KeyButton label="返回" keyName="back" onAct={props.onBack} />
      <KeyButton
        label={props.act}
        tone="main"
        keyName="main"
        blocked={props.blocked}
        reasonBeside
        busy={props.busy ?? false}
        onAct={props.onAct}
      />
    </div>
  );
}
