import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEveryStep, copySite, type KeyAct, type KnownSite, openKnown, perform } from './keyActs.ts';

/**
 * Carries out one act on keys and dies at a step of it, or keeps a picture of the disk at every step.
 * Arguments: file of the known site, act, and either the number of the step that kills or a folder for the pictures.
 */
const [, , knownFile = '', act = '', how = ''] = process.argv;
const known = JSON.parse(readFileSync(knownFile, 'utf8')) as KnownSite;
const killAt = /^\d+$/.test(how) ? Number(how) : undefined;
let step = 0;
let armed = false;
let seen = '';
let pictures: Promise<void> = Promise.resolve();

/** What an open takes no notice of: files under way, the new state before it counts, the log's index, which is made anew. */
const passing = /\.tmp$|-shm$|\/rotation\/|\/staging\//;

async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !passing.test(file)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

atEveryStep(async () => {
  if (!armed) return;
  const number = step++;
  if (number === killAt) process.kill(process.pid, 'SIGKILL');
  if (killAt !== undefined) return;
  pictures = pictures.then(async () => {
    armed = false;
    const digest = await digestOf(join(known.folder, 'data'));
    // A step that leaves the same site needs no second look; `npm run soak` kills at all of them.
    if (digest !== seen) await copySite(known.folder, join(how, String(number)));
    seen = digest;
    armed = true;
  });
  await pictures;
});
const site = await openKnown(known);
armed = true;
await perform(site, known, act as KeyAct);
armed = false;
process.stdout.write(`${step}\n`);
process.exit(0);
