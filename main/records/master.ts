import { addDays, dayName, daysBetween, isDetermined, isWorkingDay } from '../../shared/calendar/calendar.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { MasterRow } from '../../shared/contract/master.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf, type MasterForm } from '../../shared/forms/definition.ts';
import { displayField } from '../../shared/forms/display.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import { masterFormFor } from '../../shared/forms/registry.ts';
import { checkComplete } from '../../shared/forms/validate.ts';
import { masterValueSchema } from '../../shared/forms/values.ts';
import type { Day, Instant, MasterUid } from '../../shared/ids.ts';
import type { WriteContext } from '../access/context.ts';
import type { AreaHandlers, HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { accountNames } from '../database/stores/accountNames.ts';
import {
  appendMasterHistory,
  insertMaster,
  type ListedMaster,
  listMaster,
  masterByCode,
  masterByUid,
  masterHistory,
  type StoredMaster,
  updateMaster,
} from '../database/stores/master.ts';
import { recordsOfCustomer, recordsOfEquipment } from '../database/stores/recordRows.ts';
import { siteCalendar } from './due.ts';
import { join } from './joiningMasters.ts';
import { decodeMasterCursor, encodeMasterCursor } from './masterCursor.ts';
import { initialsFor } from './masterInitials.ts';
import { toMasterRef, toRecordRow } from './recordRow.ts';

/** Records shown on the page of a customer or an equipment; more are reached by the list. */
const mostRelated = 200;
/** Longest stretch of the calendar that one call answers. */
const mostDays = 800;

const list: HandlerFor<Contract['master']['list']> = async (ctx, input) => {
  const filter = {
    type: input.type,
    text: input.text,
    customerId: await idOf(ctx.db, input.customerUid),
    modelId: await idOf(ctx.db, input.modelUid),
  };
  const after = input.cursor === null ? null : await decodeMasterCursor(ctx.db, input.cursor);
  const rows = await listMaster(ctx.db, filter, after, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? encodeMasterCursor(last) : null;
  return { rows: page.map(toMasterRow), next };
};

const open: HandlerFor<Contract['master']['open']> = async (ctx, input) => {
  const entry = await requireMaster(ctx.db, input.uid);
  ctx.audited({ kind: `master.${entry.type}`, uid: entry.uid });
  const history = await masterHistory(ctx.db, entry.id);
  const names = await accountNames(ctx.db, [...new Set(history.map((line) => line.account))]);
  const records =
    entry.type === 'equipment'
      ? await recordsOfEquipment(ctx.db, ctx.scope, entry.id, mostRelated)
      : entry.type === 'customer'
        ? await recordsOfCustomer(ctx.db, ctx.scope, entry.id, mostRelated)
        : [];
  const ofOther = entry.type === 'customer' || entry.type === 'model';
  const equipment = ofOther
    ? await listMaster(
        ctx.db,
        {
          type: 'equipment',
          text: '',
          customerId: entry.type === 'customer' ? entry.id : null,
          modelId: entry.type === 'model' ? entry.id : null,
        },
        null,
        mostRelated,
      )
    : [];
  return {
    row: toMasterRow(entry),
    version: entry.version,
    history: history.map((line) => ({
      version: line.version,
      at: line.at as Instant,
      by: names.get(line.account) ?? line.account,
      reason: line.reason,
    })),
    records: records.map(toRecordRow),
    equipment: equipment.map(toMasterRow),
  };
};

const save: HandlerFor<Contract['master']['save']> = async (ctx, input) => {
  const saved = await saveMaster(ctx, input);
  return { uid: saved.uid as MasterUid };
};

const retire: HandlerFor<Contract['master']['retire']> = async (ctx, input) => {
  const entry = await requireMaster(ctx.tx, input.uid);
  requireMaintained(ctx, entry);
  await setMasterState(ctx, entry, 'retired', `停用：${input.reason}`);
  return { done: true };
};

/** Puts an entry into another state as a version of its own. */
export async function setMasterState(
  ctx: WriteContext,
  entry: StoredMaster,
  state: StoredMaster['state'],
  reason: string,
): Promise<void> {
  const version = entry.version + 1;
  await updateMaster(ctx.tx, entry.id, { state, version, changed_at: ctx.now });
  await noteMaster(ctx, entry.id, version, entry.content, reason);
  ctx.audited({ kind: `master.${entry.type}`, uid: entry.uid });
}

const calendar: HandlerFor<Contract['master']['calendar']> = async (ctx, input) => {
  const inForce = await siteCalendar(ctx.db);
  const count = Math.min(daysBetween(input.from, input.to) + 1, mostDays);
  const days = Array.from({ length: Math.max(count, 0) }, (_, n) => addDays(input.from, n));
  return {
    days: days.map((day: Day) => ({
      day,
      working: isWorkingDay(inForce, day),
      name: dayName(inForce, day),
      undecided: !isDetermined(inForce, day),
    })),
  };
};

/** Service functions of the area `master`. */
export const masterHandlers: AreaHandlers<'master'> = { list, open, save, retire, join, calendar };

/** A new or changed entry. */
export interface MasterEntry {
  /** null makes a new entry. */
  readonly uid: string | null;
  readonly type: MasterType;
  readonly content: Readonly<Record<string, unknown>>;
  readonly reason?: string | null;
}

/**
 * Creates or changes a master-data entry: whole content checked against the form, code unique within type and site,
 * history kept. Units create provisional entries, which the center accepts by saving them.
 * @returns identities of the entry, and the version written
 * @throws AppError record.field-unknown, record.field-invalid, master.not-found, master.duplicate, record.not-owned
 */
export async function saveMaster(
  ctx: WriteContext,
  entry: MasterEntry,
): Promise<{ readonly uid: string; readonly id: number; readonly version: number }> {
  const { tx, site, now } = ctx;
  const form = masterFormFor(entry.type);
  const content = requireContent(form, entry.content);
  const code = String(content[form.codeField]).trim();
  const name = String(content[form.nameField]).trim();
  const before = entry.uid === null ? undefined : await requireMaster(tx, entry.uid);
  if (before !== undefined && before.type !== entry.type) throw new AppError('master.not-found');
  if (before !== undefined) requireMaintained(ctx, before);
  const owner = before?.owning_site ?? site.code;
  const same = await masterByCode(tx, entry.type, owner, code);
  if (same !== undefined && same.id !== before?.id) throw new AppError('master.duplicate', { code });
  const columns = {
    code,
    name,
    initials: initialsFor(entry.type, name, content),
    content: JSON.stringify(content),
    form_version: form.version,
    customer_id: await referenceId(tx, content, 'customer'),
    model_id: await referenceId(tx, content, 'model'),
    changed_at: now,
    state: site.kind === 'unit' ? ('provisional' as const) : ('active' as const),
  };
  let saved: { readonly uid: string; readonly id: number; readonly version: number };
  if (before === undefined) {
    const uid = ctx.newUid();
    const stored = await insertMaster(tx, {
      ...columns,
      uid,
      type: entry.type,
      owning_site: site.code,
      version: 1,
    });
    await noteMaster(ctx, stored.id, 1, columns.content, entry.reason ?? '新建');
    saved = { uid, id: stored.id, version: 1 };
  } else {
    const version = before.version + 1;
    await updateMaster(tx, before.id, { ...columns, version });
    await noteMaster(ctx, before.id, version, columns.content, entry.reason ?? '更改');
    saved = { uid: before.uid, id: before.id, version };
  }
  ctx.audited({ kind: `master.${entry.type}`, uid: saved.uid });
  return saved;
}

/** An entry as the page gets it. */
export function toMasterRow(entry: ListedMaster): MasterRow {
  const form = masterFormFor(entry.type);
  const content = JSON.parse(entry.content) as MasterRow['content'];
  return {
    uid: entry.uid as MasterUid,
    type: entry.type,
    code: entry.code,
    name: entry.name,
    state: entry.state,
    hint: hintOf(entry, form, content),
    content,
    customer: reference(entry.customer_uid, entry.customer_code, entry.customer_name),
    model: reference(entry.model_uid, entry.model_code, entry.model_name),
    owningSite: entry.owning_site,
    changedAt: entry.changed_at as Instant,
  };
}

/** @throws AppError master.not-found */
async function requireMaster(db: ReadDb, uid: string): Promise<ListedMaster> {
  const entry = await masterByUid(db, uid);
  if (entry === undefined) throw new AppError('master.not-found');
  return entry;
}

/** Units keep what they wrote themselves; the center keeps everything. */
function requireMaintained(ctx: WriteContext, entry: ListedMaster): void {
  if (ctx.site.kind === 'unit' && entry.owning_site !== ctx.site.code) {
    throw new AppError('record.not-owned', { site: entry.owning_site });
  }
}

function requireContent(form: MasterForm, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (fieldOf(form, key) === undefined) throw new AppError('record.field-unknown', { field: key });
    if (value !== null && value !== '') content[key] = value;
  }
  const [problem] = checkComplete(form, content, []);
  if (problem !== undefined) {
    throw new AppError(
      'record.field-invalid',
      { field: problem.label, detail: problem.problem },
      problem.field,
    );
  }
  return content;
}

async function referenceId(
  db: ReadDb,
  content: Readonly<Record<string, unknown>>,
  type: 'customer' | 'model',
): Promise<number | null> {
  const value = masterValueSchema.safeParse(content[type]);
  if (!value.success) return null;
  const entry = await masterByUid(db, value.data.uid);
  if (entry === undefined || entry.type !== type) throw new AppError('master.not-found');
  return entry.id;
}

async function noteMaster(
  ctx: WriteContext,
  id: number,
  version: number,
  content: string,
  reason: string,
): Promise<void> {
  await appendMasterHistory(ctx.tx, {
    master_id: id,
    version,
    content,
    account: ctx.actor.uid,
    at: ctx.now,
    reason,
  });
}

async function idOf(db: ReadDb, uid: string | null): Promise<number | null> {
  return uid === null ? null : ((await masterByUid(db, uid))?.id ?? -1);
}

function reference(uid: string | null, code: string | null, name: string | null): MasterRow['customer'] {
  return uid === null ? null : toMasterRef({ uid, code: code ?? '', name: name ?? '' });
}

/** Words that tell two alike entries apart. */
function hintOf(entry: ListedMaster, form: MasterForm, content: MasterRow['content']): string {
  const words: Readonly<Record<MasterType, readonly string[]>> = {
    customer: [displayField(form, content, 'branch'), displayField(form, content, 'superior')],
    model: [displayField(form, content, 'modelKind'), displayField(form, content, 'phase')],
    equipment: [entry.model_name ?? '', entry.customer_name ?? '', displayField(form, content, 'platform')],
    staff: [displayField(form, content, 'title'), displayField(form, content, 'site')],
    militaryOffice: [displayField(form, content, 'branch')],
    part: [displayField(form, content, 'specification'), displayField(form, content, 'model')],
    depot: [displayField(form, content, 'ownership'), displayField(form, content, 'customer')],
  };
  const site = entry.state === 'provisional' ? [`${entry.owning_site} 暂定`] : [];
  return [...words[entry.type], ...site].filter((text) => text !== '').join(' · ');
}
