import { Button, Group, Modal, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';

/** The other person of a two-person act. */
export interface SecondPerson {
  readonly login: string;
  readonly password: string;
}

/** When a dialog goes, the focus goes back to what opened it: who works with keys goes on where the work was left. */
function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const free = document.activeElement === null || document.activeElement === document.body;
        if (free && opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    },
    [opener],
  );
}

/** Frame of the only dialogs there are: they ask for a reason, a password or a second person. */
export function AskDialog(props: {
  title: string;
  children: ReactNode;
  confirm: string;
  blocked: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  useFocusBack();
  return (
    <Modal opened onClose={props.onClose} title={props.title} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.blocked) props.onConfirm();
        }}
        onKeyDown={(event) => {
          // A key that an input method is using is neither a submission nor a confirmation.
          if (event.key === 'Enter' && event.nativeEvent.isComposing) {
            event.preventDefault();
            return;
          }
          if (event.key !== 'Enter' || !event.ctrlKey) return;
          event.preventDefault();
          event.stopPropagation();
          if (!props.blocked) props.onConfirm();
        }}
      >
        <Stack gap="sm">
          {props.children}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={props.onClose}>
              取消
            </Button>
            <Button type="submit" disabled={props.blocked} loading={props.busy ?? false}>
              {props.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Asks why; at least two characters. */
export function ReasonDialog(props: {
  title: string;
  confirm: string;
  hint?: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={props.title}
      confirm={props.confirm}
      blocked={reason.trim().length < 2}
      onConfirm={() => props.onConfirm(reason.trim())}
      onClose={props.onClose}
    >
      <Textarea
        label="理由"
        description={props.hint}
        data-autofocus
        autosize
        minRows={3}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </AskDialog>
  );
}

/** The second person's part of a two-person act, on the same screen as the first person's. */
export function SecondPersonFields(props: {
  post: string;
  value: SecondPerson;
  onChange: (value: SecondPerson) => void;
}) {
  return (
    <fieldset className="second-person">
      <legend>第二人（{props.post}）</legend>
      <TextInput
        label="帐号"
        autoComplete="off"
        value={props.value.login}
        onChange={(event) => props.onChange({ ...props.value, login: event.currentTarget.value })}
      />
      <PasswordInput
        label="口令"
        autoComplete="off"
        value={props.value.password}
        onChange={(event) => props.onChange({ ...props.value, password: event.currentTarget.value })}
      />
    </fieldset>
  );
}
