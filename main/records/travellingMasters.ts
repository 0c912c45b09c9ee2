import { z } from 'zod';
import { formContent, masterType, masterUid, siteCode } from '../../shared/contract/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import { masterFormFor } from '../../shared/forms/registry.ts';
import { contentSchema } from '../../shared/forms/validate.ts';
import { type MasterUid, type SiteCode, siteOfUid } from '../../shared/ids.ts';
import type { WriteContext } from '../access/context.ts';
import { siteByCode } from '../database/stores/exchange.ts';
import {
  exactMaster,
  joinMaster,
  type TravellingMaster,
  travellingMasters,
} from '../database/stores/exchangeLines.ts';
import {
  appendMasterHistory,
  insertMaster,
  masterByCode,
  masterByUid,
  updateMaster,
} from '../database/stores/master.ts';
import { initialsFor } from './masterInitials.ts';

/** Entry of master data as it travels, inside a record's line or as a line of its own. */
export const masterLineSchema = z.strictObject({
  uid: masterUid,
  type: masterType,
  code: z.string().min(1).max(60),
  name: z.string().min(1).max(120),
  owningSite: siteCode,
  formVersion: z.number().int().positive(),
  content: formContent,
  model: masterUid.nullable(),
  customer: masterUid.nullable(),
});
/** Entry of master data as it travels. */
export type MasterLine = z.infer<typeof masterLineSchema>;

/** An entry as the center has settled it. */
export interface SettledMaster extends MasterLine {
  readonly version: number;
  readonly state: 'active' | 'retired' | 'merged';
  /** The entry that it was joined to. */
  readonly mergedInto: string | null;
}

/** Types in an order in which none refers to a later one. */
const order: readonly MasterType[] = [
  'militaryOffice',
  'customer',
  'model',
  'staff',
  'equipment',
  'part',
  'depot',
];

/** A stored entry as it travels. */
export function masterLineOf(entry: TravellingMaster): MasterLine {
  return {
    uid: entry.uid as MasterUid,
    type: entry.type,
    code: entry.code,
    name: entry.name,
    owningSite: entry.owning_site as SiteCode,
    formVersion: entry.form_version,
    content: JSON.parse(entry.content) as MasterLine['content'],
    model: entry.model_uid as MasterUid | null,
    customer: entry.customer_uid as MasterUid | null,
  };
}

/** Entries and what they refer to, each once, by identity. */
export async function withReferences(
  db: WriteContext['db'],
  ids: readonly number[],
): Promise<TravellingMaster[]> {
  const all = new Map<number, TravellingMaster>();
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const found = await travellingMasters(db, wanted);
    for (const entry of found) all.set(entry.id, entry);
    wanted = found
      .flatMap((entry) => [entry.model_id, entry.customer_id, entry.merged_into])
      .filter((id): id is number => id !== null && !all.has(id));
  }
  return [...all.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

/**
 * What is wrong with an entry of another site: content, site, code and name must fit its form.
 * @returns words, null when it is sound; `newer` when a later program wrote it
 */
export function masterProblem(entry: MasterLine): string | null | 'newer' {
  const form = masterFormFor(entry.type);
  if (entry.formVersion > form.version) return 'newer';
  if (!contentSchema(form).safeParse(entry.content).success) return '基础资料不合表单';
  if (siteOfUid(entry.uid) !== entry.owningSite) return '基础资料的站点不符';
  return null;
}

/**
 * Row numbers of the entries that a line names. What is not known here by identity is entered as provisional; a code
 * that the sender's site uses already for another entry gets its identity added, so that both stay apart until the
 * center joins them.
 */
export async function enterMasters(
  ctx: WriteContext,
  line: { readonly owningSite: SiteCode; readonly masters: readonly MasterLine[] },
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  // Models and customers before the equipment that refers to them.
  for (const entry of inOrder(line.masters)) {
    const known = await masterByUid(ctx.tx, entry.uid);
    if (known !== undefined) {
      if (known.type !== entry.type) refuse('基础资料的种类与本站已有的不符');
      ids.set(entry.uid, known.id);
      continue;
    }
    // The center knows the entries of all units and may name them; a unit vouches for its own only.
    if (entry.owningSite !== line.owningSite && !(await isCenter(ctx, line.owningSite)))
      refuse('基础资料不属于发送站点');
    const stored = await insertMaster(ctx.tx, {
      ...(await columnsOf(ctx, entry)),
      uid: entry.uid,
      type: entry.type,
      state: 'provisional',
      owning_site: entry.owningSite,
      customer_id: entry.customer === null ? null : (ids.get(entry.customer) ?? null),
      model_id: entry.model === null ? null : (ids.get(entry.model) ?? null),
      version: 1,
    });
    ids.set(entry.uid, stored.id);
  }
  return ids;
}

/**
 * Takes entries as the center has settled them: new ones are entered, known ones follow, and what this site had entered
 * provisionally is accepted, or joined to the entry that the center knows it as.
 * @throws AppError package.refused when an entry refers to one that is neither here nor in the package
 */
export async function enterSettled(ctx: WriteContext, lines: readonly SettledMaster[]): Promise<void> {
  const settled = inOrder(lines);
  for (const entry of settled.filter((one) => one.mergedInto === null)) await follow(ctx, entry);
  for (const entry of settled) {
    if (entry.mergedInto === null) continue;
    const known = await exactMaster(ctx.tx, entry.uid);
    // What was never here needs no joining.
    if (known === undefined || known.state === 'merged') continue;
    const into = await masterByUid(ctx.tx, entry.mergedInto);
    if (into === undefined || into.type !== entry.type) return refuse('合并到的基础资料不在包中');
    await joinEntry(ctx, known, into, `中心归并到 ${into.code} ${into.name}`);
  }
}

async function follow(ctx: WriteContext, entry: SettledMaster): Promise<void> {
  const known = await exactMaster(ctx.tx, entry.uid);
  if (known !== undefined && known.type !== entry.type) refuse('基础资料的种类与本站已有的不符');
  const columns = {
    ...(await columnsOf(ctx, entry)),
    state: known?.state === 'merged' ? ('merged' as const) : entry.state,
    customer_id: await referenceOf(ctx, entry.customer, 'customer'),
    model_id: await referenceOf(ctx, entry.model, 'model'),
  };
  const version = (known?.version ?? 0) + 1;
  let id: number;
  if (known === undefined) {
    const { uid, type, owningSite } = entry;
    const stored = await insertMaster(ctx.tx, { ...columns, uid, type, owning_site: owningSite, version });
    id = stored.id;
  } else {
    if (known.content === columns.content && known.state === columns.state && known.code === columns.code)
      return;
    await updateMaster(ctx.tx, known.id, { ...columns, version });
    id = known.id;
  }
  await note(ctx, id, version, columns.content, `中心下发第 ${entry.version} 版`);
}

/** Joins an entry to another one of its type and says so in both histories. */
export async function joinEntry(
  ctx: WriteContext,
  from: { readonly id: number; readonly code: string; readonly version: number; readonly content: string },
  into: { readonly id: number; readonly version: number; readonly content: string },
  reason: string,
): Promise<void> {
  await joinMaster(ctx.tx, from.id, into.id);
  const changed = { merged_into: into.id, version: from.version + 1, changed_at: ctx.now };
  await updateMaster(ctx.tx, from.id, { ...changed, state: 'merged' });
  await note(ctx, from.id, from.version + 1, from.content, reason);
  await note(ctx, into.id, into.version, into.content, `${from.code} 归并于此：${reason}`);
}

async function columnsOf(ctx: WriteContext, entry: MasterLine) {
  const taken = await masterByCode(ctx.tx, entry.type, entry.owningSite, entry.code);
  const free = taken === undefined || taken.uid === entry.uid;
  return {
    code: free ? entry.code : `${entry.code} (${entry.uid.slice(-6)})`,
    name: entry.name,
    initials: initialsFor(entry.type, entry.name, entry.content),
    content: JSON.stringify(entry.content),
    form_version: entry.formVersion,
    changed_at: ctx.now,
  };
}

async function referenceOf(
  ctx: WriteContext,
  uid: string | null,
  type: 'customer' | 'model',
): Promise<number | null> {
  if (uid === null) return null;
  const entry = await masterByUid(ctx.tx, uid);
  if (entry === undefined || entry.type !== type) return refuse('缺少所引用的基础资料');
  return entry.id;
}

async function note(
  ctx: WriteContext,
  id: number,
  version: number,
  content: string,
  reason: string,
): Promise<void> {
  const account = ctx.actor.uid;
  await appendMasterHistory(ctx.tx, { master_id: id, version, content, account, at: ctx.now, reason });
}

async function isCenter(ctx: WriteContext, site: string): Promise<boolean> {
  return (await siteByCode(ctx.tx, site))?.kind === 'center';
}

function inOrder<T extends { readonly type: MasterType }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

function refuse(detail: string): never {
  throw new AppError('package.refused', { code: 'E_RECORDS', detail });
}
