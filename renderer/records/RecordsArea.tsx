import { type ReactNode, useState } from 'react';
import type { RecordRow } from '../../shared/contract/records.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { focusTable } from '../parts/focusTable.ts';
import { SplitView } from '../parts/SplitView.tsx';
import { useMay } from '../shell/session.tsx';
import { NewRecord } from './NewRecord.tsx';
import { type ListFilter, RecordList } from './RecordList.tsx';
import { RecordPage } from './RecordPage/RecordPage.tsx';
import type { OpenRecord } from './RecordPage/useRecord.ts';

/** List and detail of some kinds of records. Esc closes the detail; the list keeps its place. */
export function RecordsArea(props: {
  name: string;
  label: string;
  kinds: readonly RecordKind[];
  fixed?: Partial<ListFilter>;
  /** Page of a row that is not shown by the record page (tasks). */
  detail?: (row: RecordRow, onBack: () => void) => ReactNode;
  extra?: (record: OpenRecord) => ReactNode;
}) {
  const may = useMay();
  const [open, setOpen] = useState<RecordRow | null>(null);
  const kinds = props.kinds.filter((kind) => may.read(kind) || may.write(kind));
  const back = () => {
    setOpen(null);
    focusTable();
  };
  return (
    <SplitView
      name={props.name}
      listWidth={568}
      list={
        <RecordList
          name={props.name}
          label={props.label}
          kinds={kinds}
          {...(props.fixed === undefined ? {} : { fixed: props.fixed })}
          chosen={open?.uid ?? null}
          onOpen={setOpen}
          onMove={open === null ? undefined : setOpen}
          create={<NewRecord kinds={props.kinds} short={open !== null} />}
        />
      }
      detail={
        open === null
          ? null
          : (props.detail?.(open, back) ?? (
              <RecordPage
                key={open.uid}
                uid={open.uid as RecordUid}
                onBack={back}
                {...(props.extra === undefined ? {} : { extra: props.extra })}
              />
            ))
      }
    />
  );
}
