import type { ReactNode } from 'react';
import type { RecordRow } from '../../shared/contract/records.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { DueTag, MarkingTag, StateTag } from '../parts/tags.tsx';
import { useOpenRecord } from '../shell/openRecord.ts';
import { useSession } from '../shell/session.tsx';
import { occurredWords } from './occurred.ts';

/** Number of a record, or that it has none yet, with its marking. */
function NumberAndMarking({ row }: { row: RecordRow }) {
  return (
    <span>
      <span className={row.number === '' ? 'dim' : 'number'}>{row.number || '未编号'}</span>{' '}
      <MarkingTag marking={row.marking} />
    </span>
  );
}

/** A record as one line that opens it; what follows number, marking and state is the list's own. */
export function RecordLine(props: {
  row: RecordRow;
  look?: string;
  before?: ReactNode;
  children: ReactNode;
}) {
  const open = useOpenRecord();
  return (
    <button
      type="button"
      className={props.look === undefined ? 'queue-row' : `queue-row ${props.look}`}
      onClick={() => open(props.row)}
    >
      {props.before}
      <NumberAndMarking row={props.row} />
      <span>
        <StateTag state={props.row.state} />
      </span>
      {props.children}
    </button>
  );
}

/** Records line by line: what it is about, whose it is, when, and by when. */
export function RecordRows({ rows }: { rows: readonly RecordRow[] }) {
  const { today } = useSession();
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.uid}>
          <RecordLine row={row}>
            <span className="cut">{row.title || latestForm(row.kind).title}</span>
            <span className="cut dim">{row.customer?.name ?? ''}</span>
            <span className="dim">{occurredWords(row)}</span>
            <span>
              <DueTag dueOn={row.dueOn} today={today} />
            </span>
          </RecordLine>
        </li>
      ))}
    </ul>
  );
}
