import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { ReadDb } from '../../database/handles.ts';
import { masterByUid } from '../../database/stores/master.ts';
import { entryByCode } from '../../database/stores/spares.ts';

const partContent = z.object({
  specification: z.string().optional(),
  unit: z.string().optional(),
  perSet: z.number().optional(),
  serialised: z.boolean().optional(),
  lowStock: z.number().optional(),
  turnRoundDays: z.number().optional(),
});
const depotContent = z.object({ ownership: z.enum(['own', 'customer']) });

/** A part or depot as the rules of the stock look at it. */
interface Entry {
  readonly id: number;
  readonly uid: string;
  readonly code: string;
  readonly name: string;
}
/** A spare part. */
export interface Part extends Entry, z.infer<typeof partContent> {}
/** A depot: own, or a customer's. */
export interface Depot extends Entry, z.infer<typeof depotContent> {
  readonly customerId: number | null;
}

interface StoredEntry extends Entry {
  readonly content: string;
  readonly customer_id: number | null;
}

/** What a part's entry says. */
export function toPart(entry: Omit<StoredEntry, 'customer_id'>): Part {
  const { id, uid, code, name } = entry;
  return { id, uid, code, name, ...partContent.parse(JSON.parse(entry.content)) };
}

function toDepot(entry: StoredEntry): Depot {
  const { id, uid, code, name } = entry;
  return {
    id,
    uid,
    code,
    name,
    customerId: entry.customer_id,
    ...depotContent.parse(JSON.parse(entry.content)),
  };
}

/** @throws AppError master.not-found */
export async function requirePart(db: ReadDb, uid: string): Promise<Part> {
  const entry = await masterByUid(db, uid);
  if (entry === undefined || entry.type !== 'part') throw new AppError('master.not-found');
  return toPart(entry);
}

/** @throws AppError master.not-found */
export async function requireDepot(db: ReadDb, uid: string): Promise<Depot> {
  const entry = await masterByUid(db, uid);
  if (entry === undefined || entry.type !== 'depot') throw new AppError('master.not-found');
  return toDepot(entry);
}

/** @throws AppError spares.no-part */
export async function partByCode(db: ReadDb, code: string, site: string): Promise<Part> {
  const entry = await entryByCode(db, 'part', code, site);
  if (entry === undefined) throw new AppError('spares.no-part', { code, what: '备件' });
  return toPart(entry);
}

/** @throws AppError spares.no-part */
export async function depotByCode(db: ReadDb, code: string, site: string): Promise<Depot> {
  const entry = await entryByCode(db, 'depot', code, site);
  if (entry === undefined) throw new AppError('spares.no-part', { code, what: '库房' });
  return toDepot(entry);
}
