import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';

/** Keyed digest of what was asked: 32 hex characters, the same at this site for ever, no use to anybody without the key. */
export type QuestionDigest = (question: string) => string;

/**
 * Opens the site's key for digests of questions (spec 3 "Audit": of search words the log holds a keyed digest only). It is
 * made at the first log-in, lies in the database, and is zeroed at lock.
 */
export async function openQuestionDigest(database: Database, ended: AbortSignal): Promise<QuestionDigest> {
  const stored = await getMeta(database.read, 'query-digest-key');
  const key = stored === null ? randomBytes(32) : Buffer.from(stored, 'base64');
  if (stored === null) {
    await database.inTransaction(async (tx) => {
      await setMeta(tx, 'query-digest-key', key.toString('base64'));
    });
  }
  ended.addEventListener('abort', () => key.fill(0), { once: true });
  return (question) => createHmac('sha256', key).update(question).digest('hex').slice(0, 32);
}
