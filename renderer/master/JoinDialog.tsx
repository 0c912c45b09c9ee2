import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { MasterRow } from '../../shared/contract/master.ts';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { MasterPicker } from '../parts/MasterPicker.tsx';

/** Asks which entry of the center a provisional one is the same as, and why. */
export function JoinDialog(props: {
  row: MasterRow;
  onConfirm: (into: MasterUid, reason: string) => void;
  onClose: () => void;
}) {
  const { row } = props;
  const [into, setInto] = useState<MasterRef | null>(null);
  const [reason, setReason] = useState('');
  const itself = into?.uid === row.uid;
  return (
    <AskDialog
      title={`归并 ${row.code}${row.code === row.name ? '' : ` ${row.name}`}`}
      confirm="归并"
      blocked={into === null || itself || reason.trim().length < 2}
      onConfirm={() => into !== null && props.onConfirm(into.uid, reason.trim())}
      onClose={props.onClose}
    >
      <p className="hint">
        {row.owningSite}{' '}
        录入的这一条与下面选的是同一个。未归档的记录改用选定的条目，已归档的保持原样，两处都能查到。
      </p>
      <MasterPicker
        type={row.type}
        label="归并到"
        autoFocus
        value={into}
        error={itself ? '不能归并到自身' : null}
        onChange={(value) => setInto(value)}
      />
      <Textarea
        label="理由"
        description="记入两条的更改经过。"
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
