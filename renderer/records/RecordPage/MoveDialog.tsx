import { PasswordInput, Radio, Textarea, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import type { CallInput } from '../../../shared/contract/contract.ts';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { hasPaperOriginal } from '../../../shared/forms/kinds.ts';
import type { Day } from '../../../shared/ids.ts';
import { stateWords } from '../../../shared/lifecycle/states.ts';
import { datePicker } from '../../parts/datePicker.ts';
import { AskDialog } from '../../parts/dialogs.tsx';
import { parseTypedDay } from '../../parts/FieldEditor.tsx';

type MoveOption = RecordDetail['moves'][number];
/** What the dialog gathers for a move. */
export type MoveAnswer = Omit<CallInput<'records.move'>, 'uid' | 'move'>;

/** Whether the move needs anything from the person before it is made. */
export function moveAsks(option: MoveOption, detail: RecordDetail): boolean {
  return (
    option.needsReason || option.needsPassword || asksOriginal(option, detail) || option.move === 'issue'
  );
}

function asksOriginal(option: MoveOption, detail: RecordDetail): boolean {
  return (
    option.move === 'archive' && hasPaperOriginal(detail.row.kind) && detail.row.originalState !== 'received'
  );
}

/** Asks what one move needs: reason, the paper original, the reason for unqualified staff, the password of the signature. */
export function MoveDialog(props: {
  option: MoveOption;
  detail: RecordDetail;
  busy: boolean;
  onConfirm: (answer: MoveAnswer) => void;
  onClose: () => void;
}) {
  const { option, detail } = props;
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const [override, setOverride] = useState('');
  const [original, setOriginal] = useState({
    received: true,
    from: '',
    place: '',
    dueOn: null as Day | null,
  });
  const original_ = asksOriginal(option, detail);
  const blocked =
    (option.needsReason && reason.trim().length < 2) ||
    (option.needsPassword && password === '') ||
    (original_ && !original.received && original.dueOn === null);
  return (
    <AskDialog
      title={`${option.label}：${detail.row.number || detail.row.title}`}
      confirm={option.label}
      blocked={blocked}
      busy={props.busy}
      onClose={props.onClose}
      onConfirm={() =>
        props.onConfirm({
          reason: reason.trim(),
          password: option.needsPassword ? password : null,
          original: original_ ? original : null,
          overrideReason: override.trim(),
        })
      }
    >
      <p>
        状态由“{stateWords[detail.row.state].label}”变为“{stateWords[option.to].label}”。
      </p>
      {option.needsReason && (
        <Textarea
          label="理由（记入本记录的经过）"
          data-autofocus
          autosize
          minRows={3}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {option.move === 'issue' && (
        <Textarea
          label="不具备条件仍派出的理由（仅在人员不具备条件时填写，5.2.1）"
          autosize
          minRows={2}
          value={override}
          onChange={(event) => setOverride(event.currentTarget.value)}
        />
      )}
      {original_ && (
        <>
          <Radio.Group
            label="纸质原件"
            value={original.received ? 'yes' : 'no'}
            onChange={(value) => setOriginal({ ...original, received: value === 'yes' })}
          >
            <span className="check-choice">
              <Radio value="yes" label="已收到" data-autofocus />
              <Radio value="no" label="原件未到" />
            </span>
          </Radio.Group>
          {original.received ? (
            <>
              <TextInput
                label="交件人"
                value={original.from}
                onChange={(event) => setOriginal({ ...original, from: event.currentTarget.value })}
              />
              <TextInput
                label="存放处（柜、卷、页）"
                value={original.place}
                onChange={(event) => setOriginal({ ...original, place: event.currentTarget.value })}
              />
            </>
          ) : (
            <DateInput
              label="应收到日期"
              withAsterisk
              {...datePicker}
              valueFormat="YYYY-MM-DD"
              dateParser={(typed) => parseTypedDay(typed, false)}
              value={original.dueOn}
              onChange={(value) => setOriginal({ ...original, dueOn: value as Day | null })}
            />
          )}
        </>
      )}
      {option.needsPassword && (
        <PasswordInput
          label="本人口令"
          description="用本人的签名密钥签署，须重新输入口令"
          autoComplete="off"
          {...(option.needsReason || original_ ? {} : { 'data-autofocus': true })}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
    </AskDialog>
  );
}
