import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { templatesVariable as variable } from './runGround.ts';

/** Whether this run keeps templates. The demonstration and the benchmarks keep none: they make everything themselves. */
export function keepsTemplates(): boolean {
  return process.env[variable] !== undefined;
}

const placeOf = (key: string): string =>
  join(process.env[variable] ?? '', createHash('sha256').update(key).digest('hex').slice(0, 32));

/**
 * Puts what was kept under the key into a folder.
 * @returns the notes kept with it, or undefined when there is nothing under the key
 */
export async function takeTemplate<Notes>(key: string, into: string): Promise<Notes | undefined> {
  if (!keepsTemplates()) return undefined;
  const place = placeOf(key);
  const notes = await readFile(join(place, 'notes.json'), 'utf8').catch(() => undefined);
  if (notes === undefined) return undefined;
  await cp(join(place, 'files'), into, { recursive: true });
  return JSON.parse(notes) as Notes;
}

/**
 * Keeps parts of a folder, which nobody may be writing to, under a key. Whoever comes second leaves the first in place.
 * @param notes what belongs to the files, as JSON
 */
export async function keepTemplate(
  key: string,
  from: string,
  parts: readonly string[],
  notes: unknown,
): Promise<void> {
  if (!keepsTemplates()) return;
  const draft = await mkdtemp(join(process.env[variable] ?? '', 'draft-'));
  for (const part of parts) await cp(join(from, part), join(draft, 'files', part), { recursive: true });
  await writeFile(join(draft, 'notes.json'), JSON.stringify(notes));
  await rename(draft, placeOf(key)).catch(async () => await rm(draft, { recursive: true, force: true }));
}
