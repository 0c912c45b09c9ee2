import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { useId } from 'react';
import { type KeyName, keyWords, useKey } from '../shell/keys.ts';

/** A verb with its key. A blocked action stays visible and says why, as tooltip and as text for readers. */
export function KeyButton(
  props: {
    label: string;
    onAct: () => void;
    keyName?: KeyName | undefined;
    /** Chinese reason why it cannot be done now. */
    blocked?: string | null | undefined;
    busy?: boolean;
    tone?: 'main' | 'plain' | 'danger';
    /** Shows the reason beside the button instead of only on hover. */
    reasonBeside?: boolean;
  } & Pick<ButtonProps, 'size'>,
) {
  const { label, onAct, keyName, blocked = null, busy = false, tone = 'plain' } = props;
  const reasonId = useId();
  const act = () => {
    if (blocked === null && !busy) onAct();
  };
  useKey(keyName ?? 'main', act, keyName !== undefined);
  const button = (
    <Button
      variant={tone === 'main' ? 'filled' : 'default'}
      size={props.size ?? 'sm'}
      className={tone === 'danger' ? 'button-danger' : ''}
      onClick={act}
      loading={busy}
      aria-disabled={blocked === null ? undefined : true}
      data-blocked={blocked === null ? undefined : true}
      aria-describedby={blocked === null ? undefined : reasonId}
      rightSection={keyName === undefined ? undefined : <kbd>{keyWords(keyName)}</kbd>}
    >
      {label}
    </Button>
  );
  if (blocked === null) return button;
  return (
    <span className="key-button">
      <Tooltip label={blocked}>{button}</Tooltip>
      <span id={reasonId} className={props.reasonBeside === true ? 'blocked-reason' : 'hidden-label'}>
        {blocked}
      </span>
    </span>
  );
}
