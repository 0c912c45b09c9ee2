import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { procedures } from '../../shared/contract/contract.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import { permissionTable } from '../../shared/policy/permissions.ts';
import { posts } from '../../shared/policy/roles.ts';
import { type Cast, castOf, meaningOf, siteWithEveryRole } from './cast.ts';
import { sampleOf } from './inputs.ts';

/** Words that stand in records of the site; no list of accounts, printers or audit rows has them. */
const contents = ['目标valid', '目标hidden', '目标archived', '林某'];
/** End the session or never end. */
const apart = new Set([
  'session.lock',
  'session.events',
  'session.unlock',
  'session.firstRun',
  'session.recover',
]);

let folder: string;
let cast: Cast;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'blind-'));
  cast = await castOf(await siteWithEveryRole(folder, 'center', 'HQ'), 'HQ');
});
afterAll(async () => {
  await cast.site.close();
  rmSync(folder, { recursive: true, force: true });
});

const textOf = (answer: unknown): string =>
  JSON.stringify(answer, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  ) ?? '';

describe('the three administrators', () => {
  it('have no kind of record in the permission table, to read, to write or to move', () => {
    for (const post of posts) {
      expect(permissionTable[post]).toMatchObject({ read: [], write: [], moves: {} });
      expect(recordKinds.some((kind) => permissionTable[post].read.includes(kind))).toBe(false);
    }
  });

  it('a business role sees the words that are looked for: the test would notice them', async () => {
    await cast.logIn('operator');
    const record = cast.objects.valid.record;
    const opened = await cast.site.app.gate.call('records.open', { uid: record }, { frame: 'own' });
    expect(contents.filter((word) => textOf(opened).includes(word))).toEqual(['目标valid', '林某']);
  });

  it.each(posts)('%s is answered by no procedure with anything that stands in a record', async (post) => {
    let answered = 0;
    for (const { path, inputSchema } of procedures) {
      if (apart.has(path)) continue;
      for (const target of ['valid', 'archived', 'hidden'] as const) {
        for (const object of cast.objects[target].objects.slice(0, 3)) {
          await cast.logIn(post);
          const meaning = meaningOf(cast, post, target, object);
          const input = inputSchema === undefined ? undefined : sampleOf(inputSchema, meaning);
          const answer = await cast.site.app.gate.call(path, input, { frame: 'own' });
          if (answer.ok) answered += 1;
          const text = textOf(answer);
          expect(
            contents.filter((word) => text.includes(word)),
            path,
          ).toEqual([]);
          if (inputSchema === undefined) break;
        }
      }
    }
    expect(answered).toBeGreaterThan(10);
  });
});
