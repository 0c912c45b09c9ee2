import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallInput } from '../../../shared/contract/contract.ts';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import type { FormDefinition } from '../../../shared/forms/definition.ts';
import { formFor } from '../../../shared/forms/registry.ts';
import { checkComplete, type FieldProblem, type HeadValues } from '../../../shared/forms/validate.ts';
import type { Instant, RecordUid } from '../../../shared/ids.ts';
import { nextMoves } from '../../../shared/lifecycle/lifecycle.ts';
import { api, client, queryClient } from '../../client.ts';
import { useProblem } from '../../parts/problem.tsx';
import type { Json } from '../../shell/settings.tsx';

type HeadChange = Omit<CallInput<'records.saveHead'>, 'uid'>;
type WorkField = CallInput<'service.saveWork'>['field'];

/** A record on screen with what is needed to write it. */
export interface OpenRecord {
  readonly detail: RecordDetail;
  readonly form: FormDefinition;
  readonly head: HeadValues;
  /** What is missing before the next completing move, computed from what is on screen now. */
  readonly missing: readonly FieldProblem[];
  /** Faults that came back with a saved field, by field key. */
  readonly problems: Readonly<Record<string, string>>;
  readonly savedAt: Instant | null;
  readonly saving: boolean;
  readonly saveField: (key: string, value: Json) => void;
  /** Saves a field of a task's work part for a person who was sent on it but may not write the task. */
  readonly saveWork: (key: WorkField, value: Json) => void;
  /** Saves head entries; `shown` is how the record looks until it is read again. */
  readonly saveHead: (change: HeadChange, shown: Partial<RecordDetail>) => void;
  /** Resolves when everything that was left so far has been saved. */
  readonly settled: () => Promise<unknown>;
}

/**
 * Opens a record and saves it field by field, one after the other in the order in which they were left.
 * What is typed stays on screen if a save fails; the failure is shown at once.
 */
export function useRecord(uid: RecordUid): { open: OpenRecord | null; error: unknown } {
  const options = api.records.open.queryOptions({ input: { uid } });
  const query = useQuery(options);
  const problem = useProblem();
  const [savedAt, setSavedAt] = useState<Instant | null>(null);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [waiting, setWaiting] = useState(0);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const key = api.records.open.queryKey({ input: { uid } });
  const keyText = JSON.stringify(key);
  const patch = useCallback(
    (change: (before: RecordDetail) => RecordDetail) =>
      queryClient.setQueryData<RecordDetail>(JSON.parse(keyText), (before) =>
        before === undefined ? before : change(before),
      ),
    [keyText],
  );
  const enqueue = useCallback(
    (save: () => Promise<{ savedAt: Instant }>) => {
      setWaiting((count) => count + 1);
      queue.current = queue.current
        .then(save)
        .then((answer) => setSavedAt(answer.savedAt), problem)
        .finally(() => setWaiting((count) => count - 1));
    },
    [problem],
  );
  const keep = useCallback(
    (field: string, value: Json, save: () => Promise<{ savedAt: Instant; problem: string | null }>) => {
      patch((before) => ({ ...before, content: { ...before.content, [field]: value } }));
      enqueue(async () => {
        const answer = await save();
        setProblems((before) => {
          const { [field]: _, ...others } = before;
          return answer.problem === null ? others : { ...others, [field]: answer.problem };
        });
        return answer;
      });
    },
    [patch, enqueue],
  );
  const saveField = useCallback(
    (field: string, value: Json) =>
      keep(field, value, async () => await client.records.saveField({ uid, field, value })),
    [uid, keep],
  );
  const saveWork = useCallback(
    (field: WorkField, value: Json) =>
      keep(field, value, async () => await client.service.saveWork({ uid, field, value })),
    [uid, keep],
  );
  const saveHead = useCallback(
    (change: HeadChange, shown: Partial<RecordDetail>) => {
      patch((before) => ({ ...before, ...shown }));
      enqueue(async () => await client.records.saveHead({ uid, ...change }));
    },
    [uid, patch, enqueue],
  );

  const settled = useCallback(async () => await queue.current, []);

  const detail = query.data;
  const seen = useMemo(() => (detail === undefined ? null : look(detail)), [detail]);
  const complete = seen === null || seen.missing.length === 0;
  const reported = detail === undefined || detail.missing.length === 0;
  const { refetch } = query;
  useEffect(() => {
    // The program's own verdict on the next move is asked again when the last gap has been closed or a new one opened.
    if (waiting === 0 && complete !== reported) void refetch();
  }, [waiting, complete, reported, refetch]);

  if (detail === undefined || seen === null) return { open: null, error: query.error };
  return {
    open: {
      detail,
      ...seen,
      problems,
      savedAt,
      saving: waiting > 0,
      saveField,
      saveWork,
      saveHead,
      settled,
    },
    error: null,
  };
}

function look(detail: RecordDetail): Pick<OpenRecord, 'form' | 'head' | 'missing'> {
  const { row, content } = detail;
  const form = formFor(row.kind, detail.formVersion);
  const head: HeadValues = {
    customer: row.customer?.uid ?? null,
    equipment: detail.equipment.map((ref) => ref.uid),
    task: detail.task?.uid ?? row.taskUid,
  };
  const completing = nextMoves(row.kind, row.state, content).find((rule) => rule.completes);
  const missing =
    completing === undefined ? [] : checkComplete(form, content, detail.parts, { at: completing.move, head });
  return { form, head, missing };
}
