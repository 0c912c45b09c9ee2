import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  type AttachmentRow,
  attachmentRowSchema,
  type RecordRow,
  recordRowSchema,
} from '../../../shared/forms/values.ts';
import { api } from '../../client.ts';
import { useSurroundings } from '../fieldContext.tsx';
import type { FieldEditorProps } from '../fieldEditorProps.ts';
import { useProblem } from '../problem.tsx';
import { ListFrame } from './ListFrame.tsx';

/** Files of the record that this field points to; new ones are taken in by the program's own dialog. */
export function AttachmentListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly AttachmentRow[]) => void },
) {
  const { field, value, onCommitRows } = props;
  const { addAttachment } = useSurroundings();
  const problem = useProblem();
  const rows = Array.isArray(value)
    ? value.flatMap((row) => attachmentRowSchema.safeParse(row).data ?? [])
    : [];
  const role = field.key === 'signatureScan' ? 'signedScan' : 'file';
  return (
    <ListFrame {...props}>
      <NamedRows
        rows={rows.map((row) => ({ key: row.uid, name: row.name }))}
        onRemove={(key) => onCommitRows(rows.filter((row) => row.uid !== key))}
      />
      {addAttachment !== null && (
        <Button
          variant="default"
          size="xs"
          data-stop
          onClick={() => {
            addAttachment(role).then((added) => {
              if (added !== null) onCommitRows([...rows, { uid: added.uid, name: added.name }]);
            }, problem);
          }}
        >
          选取文件…
        </Button>
      )}
    </ListFrame>
  );
}

/** Other records of the same task that this field points to. */
export function RecordListEditor(
  props: FieldEditorProps & { onCommitRows: (rows: readonly RecordRow[]) => void },
) {
  const { field, value, onCommitRows } = props;
  const { taskUid, recordUid } = useSurroundings();
  const rows = Array.isArray(value) ? value.flatMap((row) => recordRowSchema.safeParse(row).data ?? []) : [];
  const found = useQuery(
    api.records.list.queryOptions({ input: { filter: { taskUid }, limit: 200 }, enabled: taskUid !== null }),
  );
  const others = (found.data?.rows ?? []).filter(
    (row) => row.uid !== recordUid && !rows.some((known) => known.uid === row.uid),
  );
  return (
    <ListFrame {...props}>
      <NamedRows
        rows={rows.map((row) => ({ key: row.uid, name: [row.number, row.title].filter(Boolean).join('　') }))}
        onRemove={(key) => onCommitRows(rows.filter((row) => row.uid !== key))}
      />
      {taskUid === null ? (
        <p className="hint">先归入服务任务，再从任务的记录中选取。</p>
      ) : (
        <Select
          aria-label={`增加${field.label}`}
          placeholder="从本任务的记录中选取"
          data={others.map((row) => ({ value: row.uid, label: `${row.number} ${row.title}` }))}
          value={null}
          searchable
          nothingFoundMessage="本任务没有其他记录"
          onChange={(uid) => {
            const row = others.find((other) => other.uid === uid);
            if (row === undefined) return;
            onCommitRows([...rows, { uid: row.uid, kind: row.kind, number: row.number, title: row.title }]);
          }}
        />
      )}
    </ListFrame>
  );
}

function NamedRows(props: {
  rows: readonly { readonly key: string; readonly name: string }[];
  onRemove: (key: string) => void;
}) {
  return (
    <ul className="named-rows">
      {props.rows.map((row) => (
        <li key={row.key}>
          <span>{row.name}</span>
          <button
            type="button"
            className="link-button"
            aria-label={`移除${row.name}`}
            onClick={() => props.onRemove(row.key)}
          >
            移除
          </button>
        </li>
      ))}
    </ul>
  );
}
