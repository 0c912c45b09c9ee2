import { z } from 'zod';
import { masterUid } from '../../../shared/contract/primitives.ts';
import { masterFormFor } from '../../../shared/forms/registry.ts';
import { exactMaster, mastersOfUnit } from '../../database/stores/exchangeLines.ts';
import {
  enterSettled,
  masterLineOf,
  masterLineSchema,
  masterProblem,
  withReferences,
} from '../../records/travellingMasters.ts';
import { PackageError } from '../format/packageError.ts';
import { ownLine } from './ownLine.ts';

/** An entry of master data as the center has settled it. */
const masterLine = z.strictObject({
  type: z.literal('master'),
  /** `master <uid> v<version>`. */
  id: z.string().max(60),
  version: z.number().int().min(1).max(1_000_000),
  state: z.enum(['active', 'retired', 'merged']),
  /** The entry that a provisional one was joined to. */
  mergedInto: masterUid.nullable(),
  entry: masterLineSchema,
});

/** Master data: what the center keeps, and what it made of the entries that a unit had entered provisionally. */
export const master = ownLine({
  type: 'master',
  schema: masterLine,
  from: 'center',
  most: 20_000,
  idOf: (line) => `master ${line.entry.uid} v${line.version}`,
  collect: async (ctx, recipient) => {
    const concerned = await mastersOfUnit(ctx.db, ctx.site.code, recipient);
    const all = await withReferences(
      ctx.db,
      concerned.map((entry) => entry.id),
    );
    return all.flatMap((entry) =>
      // What a settled entry refers to is not always settled itself; it travels with the record that names it.
      entry.state === 'provisional'
        ? []
        : [
            masterLine.parse({
              type: 'master',
              id: `master ${entry.uid} v${entry.version}`,
              version: entry.version,
              state: entry.state,
              mergedInto: entry.merged_uid,
              entry: masterLineOf(entry),
            }),
          ],
    );
  },
  admit: (line) => {
    const problem = masterProblem(line.entry);
    if (problem === 'newer') throw new PackageError('E_NEEDS_NEWER', line.entry.type);
    if (problem !== null) throw new PackageError('E_RECORDS', problem);
    const joined = line.mergedInto !== null;
    if (joined !== (line.state === 'merged') || line.mergedInto === line.entry.uid)
      throw new PackageError('E_RECORDS', '基础资料的归并不合规定');
  },
  outlook: async (db, { entry, state }) => {
    const known = await exactMaster(db, entry.uid);
    const words = { active: '在用', retired: '停用', merged: '归并到中心的条目' } as const;
    const verdict =
      known === undefined
        ? 'new'
        : known.state === state && known.content === JSON.stringify(entry.content)
          ? 'same'
          : 'changed';
    return {
      title: `${masterFormFor(entry.type).title} ${entry.code}${entry.name === entry.code ? '' : ` ${entry.name}`}`,
      verdict,
      reason: words[state],
    };
  },
  apply: async (ctx, lines) =>
    await enterSettled(
      ctx,
      lines.map(({ entry, version, state, mergedInto }) => ({ ...entry, version, state, mergedInto })),
    ),
});
