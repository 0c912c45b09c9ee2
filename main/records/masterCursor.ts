import { z } from 'zod';
import { masterUid } from '../../shared/contract/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import type { ReadDb } from '../database/handles.ts';
import { masterByUid } from '../database/stores/master.ts';

const cursorSchema = z.tuple([z.string().max(60), masterUid]);

/** Where the next page of entries starts: code and identity of the last entry shown. */
export function encodeMasterCursor(last: { readonly code: string; readonly uid: string }): string {
  return Buffer.from(JSON.stringify([last.code, last.uid])).toString('base64url');
}

/**
 * Reads what {@link encodeMasterCursor} wrote.
 * @throws AppError cursor.bad
 */
export async function decodeMasterCursor(db: ReadDb, text: string): Promise<{ code: string; id: number }> {
  const parsed = cursorSchema.safeParse(parse(Buffer.from(text, 'base64url').toString('utf8')));
  const entry = parsed.success ? await masterByUid(db, parsed.data[1]) : undefined;
  if (!parsed.success || entry === undefined) throw new AppError('cursor.bad');
  return { code: parsed.data[0], id: entry.id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
