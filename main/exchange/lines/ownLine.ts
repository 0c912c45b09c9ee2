import type { z } from 'zod';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { LineType } from '../../../shared/exchange/lines.ts';
import type { SiteKind } from '../../../shared/policy/roles.ts';
import type { WriteContext } from '../../access/context.ts';
import type { ReadDb } from '../../database/handles.ts';
import { PackageError } from '../format/packageError.ts';
import type { PackageJson } from '../format/packageJson.ts';
import type { RecordLine } from '../format/recordLines.ts';
import type { Roster } from '../format/roster.ts';

/** A row of the preview of a package. */
export type ReadyRow = Extract<CallOutput<'exchange.check'>, { verdict: 'ready' }>['rows'][number];
/** What accepting a line would do. */
export type LineOutlook = Pick<ReadyRow, 'title' | 'verdict' | 'reason'>;

/** What travels beside records: how it leaves, what is demanded of it, what taking it in does. */
export interface OwnLine {
  /** Kind of site whose word it is; nobody else may send it. */
  readonly from: SiteKind;
  /** Most of them in one package. */
  readonly most: number;
  /** Everything of this type that concerns a recipient; what it was sent already is left out by the caller. */
  readonly collect: (ctx: WriteContext, recipient: string) => Promise<readonly { readonly id: string }[]>;
  /** @throws PackageError E_RECORDS, E_NEEDS_NEWER */
  readonly admit: (line: RecordLine, head: PackageJson, roster: Roster | undefined) => void;
  readonly outlook: (db: ReadDb, line: RecordLine) => Promise<LineOutlook>;
  /** @throws AppError package.refused for what only shows beside the data of this site */
  readonly apply: (ctx: WriteContext, lines: readonly RecordLine[], sender: string) => Promise<void>;
}

/** An {@link OwnLine} from functions that know its shape. */
export function ownLine<T extends { readonly id: string }>(
  given: Omit<OwnLine, 'collect' | 'admit' | 'outlook' | 'apply'> & {
    readonly type: LineType;
    readonly schema: z.ZodType<T>;
    /** Name that a line must have. */
    readonly idOf: (line: T) => string;
    readonly collect: (ctx: WriteContext, recipient: string) => Promise<readonly T[]>;
    readonly admit?: (line: T, head: PackageJson, roster: Roster | undefined) => void;
    readonly outlook: (db: ReadDb, line: T) => Promise<LineOutlook>;
    readonly apply: (ctx: WriteContext, lines: readonly T[], sender: string) => Promise<void>;
  },
): OwnLine {
  const read = (line: RecordLine): T => {
    const parsed = given.schema.safeParse(line);
    if (!parsed.success)
      throw new PackageError(
        'E_RECORDS',
        `${given.type} ${parsed.error.issues[0]?.path.join('.') ?? ''}`.trim(),
      );
    if (parsed.data.id !== given.idOf(parsed.data))
      throw new PackageError('E_RECORDS', `${given.type} 行编号不符`);
    return parsed.data;
  };
  return {
    from: given.from,
    most: given.most,
    collect: given.collect,
    admit: (line, head, roster) => given.admit?.(read(line), head, roster),
    outlook: async (db, line) => await given.outlook(db, read(line)),
    apply: async (ctx, lines, sender) => await given.apply(ctx, lines.map(read), sender),
  };
}
