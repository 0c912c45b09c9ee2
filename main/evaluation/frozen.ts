import { z } from 'zod';
import { figureSet } from '../../shared/contract/reports.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';

/** Figures as a report freezes them: the set, the result of satisfaction with its method, and what fixes the rows that were counted. */
export const frozenFigures = z.strictObject({
  set: figureSet,
  satisfaction: z.strictObject({ method: z.number(), digest: z.string() }),
  rows: z.strictObject({
    /** Version of the report under which the rows are kept. */
    version: z.number(),
    count: z.number(),
    /** SHA-256 over identity, version and state of every row. */
    sha256: z.string(),
  }),
});
/** Frozen figures of a report. */
export type FrozenFigures = z.infer<typeof frozenFigures>;

/** What a report froze, or null while it is a draft. */
export function frozenOf(whole: WholeRecord): FrozenFigures | null {
  if (whole.state === 'draft') return null;
  return readFrozen(whole.content.figures);
}

/** Frozen figures from a field's value; null where there are none. */
export function readFrozen(value: unknown): FrozenFigures | null {
  const parsed = frozenFigures.safeParse(value);
  return parsed.success ? parsed.data : null;
}
