import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PrintJobRow } from '../../shared/contract/printing.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import {
  copyMovesFrom,
  copyMoveWords,
  copyStateWords,
  type PrintCopyState,
} from '../../shared/printing/copyStates.ts';
import { client } from '../client.ts';
import { AskDialog, SecondPersonFields } from '../parts/dialogs.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody } from '../parts/TwoPersons.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshPrinting } from './refreshPrinting.ts';
import { copyTones, type PrintCopy } from './words.ts';

/** The copies of an order: number, trace code, holder, state, and what can become of each. */
export function Copies({ job }: { job: PrintJobRow }) {
  const may = useMay();
  const { person } = useSession();
  const problem = useProblem();
  const [asking, setAsking] = useState<{ copy: PrintCopy; to: PrintCopyState } | null>(null);
  const [shown, setShown] = useState<string | null>(null);

  const keeper = may.act('print.ledger');
  const mayTouch = (to: PrintCopyState) =>
    keeper ||
    (job.applicant === person.name && (to === 'printed' || to === 'spoiled' || job.class !== 'approved'));
  const move = (copy: PrintCopy, to: PrintCopyState, answer: Answer) => {
    client.printing
      .moveCopy({
        copyUid: copy.uid,
        to,
        holder: answer.holder,
        note: answer.note,
        second: to === 'destroyed' ? answer.second : null,
      })
      .then(async () => {
        setAsking(null);
        await refreshPrinting();
        showDone(`${copy.copyNumber} ${copyStateWords[to]}`);
      }, problem);
  };
  const press = (copy: PrintCopy, to: PrintCopyState) => {
    if (to === 'printed' || to === 'acknowledged')
      move(copy, to, { holder: copy.holder === '' ? copy.recipient : copy.holder, note: '', second: nobody });
    else setAsking({ copy, to });
  };
  return (
    <table className="small-table" style={{ marginTop: 8 }}>
      <thead>
        <tr>
          <th scope="col">份号</th>
          <th scope="col">接收人</th>
          <th scope="col">现持有</th>
          <th scope="col">状态</th>
          <th scope="col">登记</th>
        </tr>
      </thead>
      <tbody>
        {job.copies.map((copy) => (
          <CopyRows
            key={copy.uid}
            copy={copy}
            open={shown === copy.uid}
            onToggle={() => setShown(shown === copy.uid ? null : copy.uid)}
            moves={copyMovesFrom(copy.state).filter(mayTouch)}
            onMove={(to) => press(copy, to)}
          />
        ))}
      </tbody>
      {asking !== null && (
        <MoveCopyDialog
          copy={asking.copy}
          to={asking.to}
          onConfirm={(answer) => move(asking.copy, asking.to, answer)}
          onClose={() => setAsking(null)}
        />
      )}
    </table>
  );
}

function CopyRows(props: {
  copy: PrintCopy;
  open: boolean;
  onToggle: () => void;
  moves: readonly PrintCopyState[];
  onMove: (to: PrintCopyState) => void;
}) {
  const { copy } = props;
  return (
    <>
      <tr>
        <td>
          <button type="button" className="link-button" aria-expanded={props.open} onClick={props.onToggle}>
            {copy.copyNumber}
          </button>
        </td>
        <td>{copy.recipient}</td>
        <td>{copy.holder === '' ? '—' : copy.holder}</td>
        <td>
          <ToneTag tone={copyTones[copy.state]}>{copyStateWords[copy.state]}</ToneTag>
        </td>
        <td>
          <span className="copy-acts">
            {props.moves.map((to) => (
              <Button
                key={to}
                size="compact-sm"
                variant="default"
                className={to === 'spoiled' || to === 'destroyed' ? 'button-danger' : ''}
                aria-label={`${copyMoveWords[to]}：${copy.copyNumber}`}
                onClick={() => props.onMove(to)}
              >
                {copyMoveWords[to]}
              </Button>
            ))}
            {props.moves.length === 0 && <span className="dim">—</span>}
          </span>
        </td>
      </tr>
      {props.open && (
        <tr>
          <td colSpan={5}>
            <p className="dim">
              追踪码 <b className="number">{copy.traceCode}</b>
            </p>
            {copy.events.map((event) => (
              <p key={`${event.at} ${event.to}`} className="dim">
                {displayInstant(event.at)}　{event.by}
                {event.second !== null && `、${event.second}`}　{copyStateWords[event.from]} →{' '}
                {copyStateWords[event.to]}
                {event.note !== '' && `　${event.note}`}
              </p>
            ))}
            {copy.events.length === 0 && <p className="dim">还没有登记。</p>}
          </td>
        </tr>
      )}
    </>
  );
}

interface Answer {
  readonly holder: string;
  readonly note: string;
  readonly second: { readonly login: string; readonly password: string };
}

function MoveCopyDialog(props: {
  copy: PrintCopy;
  to: PrintCopyState;
  onConfirm: (answer: Answer) => void;
  onClose: () => void;
}) {
  const { copy, to } = props;
  const [holder, setHolder] = useState(
    to === 'issued' ? copy.recipient : to === 'returned' ? '文印室' : copy.holder,
  );
  const [note, setNote] = useState('');
  const [second, setSecond] = useState(nobody);
  const asksHolder = to === 'issued' || to === 'returned';
  const blocked =
    (asksHolder && holder.trim() === '') ||
    (to === 'spoiled' && note.trim().length < 2) ||
    (to === 'destroyed' && (second.login === '' || second.password === ''));
  return (
    <AskDialog
      title={`${copyMoveWords[to]}：${copy.copyNumber}`}
      confirm={copyMoveWords[to]}
      blocked={blocked}
      onConfirm={() => props.onConfirm({ holder: holder.trim(), note: note.trim(), second })}
      onClose={props.onClose}
    >
      {asksHolder && (
        <TextInput
          label={to === 'issued' ? '交给' : '退回后由谁保管'}
          data-autofocus
          maxLength={60}
          value={holder}
          onChange={(event) => setHolder(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={to === 'spoiled' ? '作废原因' : '说明（可不填）'}
        {...(asksHolder ? {} : { 'data-autofocus': true })}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {to === 'destroyed' && <SecondPersonFields post="监销人" value={second} onChange={setSecond} />}
    </AskDialog>
  );
}
