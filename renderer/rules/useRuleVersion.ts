import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { type RuleSet, readRuleSet } from '../../shared/rules/ruleSet.ts';
import { api, client, queryClient } from '../client.ts';
import { useProblem } from '../parts/problem.tsx';
import { useMay } from '../shell/session.tsx';

/** What a person changes on a draft. */
export interface RuleDraft {
  readonly rules: RuleSet;
  readonly fromDay: Day | null;
  readonly note: string;
}

/** One version with what this person can do to it. Each change of a draft is written at once, one after the other. */
export function useRuleVersion(version: number) {
  const may = useMay();
  const problem = useProblem();
  const opened = useQuery(api.rules.open.queryOptions({ input: { version } }));
  const [draft, setDraft] = useState<RuleDraft | null>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const waiting = useRef<Promise<unknown>>(Promise.resolve());
  const { data } = opened;
  useEffect(() => {
    if (data === undefined) return;
    setDraft({ rules: readRuleSet(data.rules), fromDay: data.row.fromDay, note: data.row.note });
  }, [data]);
  const editable = data?.row.state === 'draft' && may.act('rules.edit');
  const change = (part: Partial<RuleDraft>) => {
    if (draft === null || !editable) return;
    const next = { ...draft, ...part };
    setDraft(next);
    waiting.current = waiting.current.then(() =>
      client.rules.save({ rules: next.rules, fromDay: next.fromDay, note: next.note }).then(
        (answer) => setSavedAt(answer.savedAt),
        (error: unknown) => {
          problem(error);
          void queryClient.invalidateQueries({ queryKey: api.rules.key() });
        },
      ),
    );
  };
  /** Waits until everything typed is written, then reads the version again with its differences and faults. */
  const settle = async () => {
    await waiting.current;
    await queryClient.invalidateQueries({ queryKey: api.rules.key() });
  };
  return { opened, data, draft, editable, change, settle, savedAt };
}

/** A version on the screen. */
export type RuleVersionState = ReturnType<typeof useRuleVersion>;
