import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { client, refreshRecords } from '../client.ts';
import { useProblem } from '../parts/problem.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Starts a record of a kind for some sets inside a task. */
export type Start = (kind: RecordKind, equipment: readonly MasterUid[]) => Promise<void>;

/** Starts a record inside the task with everything that is known filled in, and opens it. */
export function useStart(taskUid: RecordUid): Start {
  const tabs = useTabs();
  const problem = useProblem();
  return async (kind, equipment) => {
    try {
      const { uid } = await client.service.startFor({ taskUid, kind, equipmentUids: [...equipment] });
      tabs.open('record', { uid }, `${latestForm(kind).title}（草稿）`);
      await refreshRecords();
    } catch (error) {
      problem(error);
    }
  };
}

/** Button that starts one record. */
export function StartButton(props: {
  kind: RecordKind;
  start: Start;
  equipment: readonly { readonly uid: MasterUid }[];
}) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      onClick={() => {
        setBusy(true);
        void props
          .start(
            props.kind,
            props.equipment.map((ref) => ref.uid),
          )
          .finally(() => setBusy(false));
      }}
    >
      填写{latestForm(props.kind).title}
    </Button>
  );
}
