import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appendAudit } from '../../../main/access/auditLog.ts';
import { type Database, openDatabase } from '../../../main/database/database.ts';
import { insertAccount, insertPersonKey, replaceRoles } from '../../../main/database/stores/accounts.ts';
import { insertMedium, newestRoster } from '../../../main/database/stores/exchange.ts';
import { setMeta } from '../../../main/database/stores/meta.ts';
import { insertSite, insertSiteKey } from '../../../main/database/stores/site.ts';
import { generateAgeKey } from '../../../main/exchange/crypto/ageBox.ts';
import { generateKeyPair, publicKeyLine } from '../../../main/exchange/crypto/sshKeys.ts';
import { signing } from '../../../main/signing.ts';
import { makeUid, type SiteCode, toInstant } from '../../../shared/ids.ts';

import { clock, type Hand, hands, kindOf, rolesOf, type Template } from './cast.ts';
import { ModelSite } from './modelSite.ts';

/** Makes the sites of all histories once: keys, rosters signed by each root and pinned at its partners. */
export async function makeTemplates(folder: string, codes: readonly string[]): Promise<Template[]> {
  const made: { template: Template; database: Database }[] = [];
  for (const code of codes) {
    const key = randomBytes(32);
    await mkdir(join(folder, code), { recursive: true });
    const file = join(folder, code, 'site.db');
    const database = await openDatabase({ file, key, mode: 'create', clock });
    const root = generateKeyPair();
    const seeds = new Map<string, Uint8Array>();
    const uids = {} as Record<Hand, string>;
    await database.inTransaction(async (tx) => {
      const at = toInstant(clock());
      await insertSite(tx, {
        code,
        name: code,
        kind: kindOf(code),
        is_self: 1,
        highest_level: 2,
        root_public_key: publicKeyLine(root.publicKey),
      });
      await setMeta(tx, 'epoch', 'e01');
      await appendAudit(tx, code as SiteCode, {
        act: 'site.created',
        at,
        account: 'system',
        object: { kind: 'site', uid: code },
        outcome: 'done',
      });
      const pair = generateKeyPair();
      const age = await generateAgeKey();
      const own = { made_at: at, retired_at: null };
      const secret = Buffer.from(pair.seed);
      const public_key = publicKeyLine(pair.publicKey);
      await insertSiteKey(tx, { id: `site@${code}`, purpose: 'siteSigning', public_key, secret, ...own });
      await insertSiteKey(tx, {
        id: `age@${code}`,
        purpose: 'age',
        public_key: age.recipient,
        secret: Buffer.from(age.identity),
        ...own,
      });
      for (const hand of hands) {
        const uid = makeUid(code as SiteCode, randomBytes(10));
        uids[hand] = uid;
        const id = await insertAccount(tx, {
          uid,
          login: hand,
          name: hand,
          staff_id: null,
          state: 'active',
          clearance: 2,
          must_change_password: 0,
          password_changed_at: at,
          created_at: at,
          settings: '{}',
        });
        await replaceRoles(tx, id, [{ role: rolesOf(code)[hand], granted_at: at, until: null }]);
        const made = signing.generate();
        const key_id = `${hand}@${code}`;
        seeds.set(key_id, made.seed);
        await insertPersonKey(tx, {
          key_id,
          account_id: id,
          public_key: made.publicKeyLine,
          made_at: at,
          retired_at: null,
        });
      }
      await insertMedium(tx, {
        number: 'M',
        kind: 'U 盘',
        serial: 'S',
        level: 2,
        holder: '保密室',
        registered_by: 'system',
        registered_at: at,
      });
    });
    made.push({ template: { code, file, key, root, seeds, uids }, database });
  }
  for (const { template, database } of made) {
    const site = new ModelSite(template, database, join(folder, template.code));
    await site.signRoster();
  }
  for (const at of made)
    for (const of of made) {
      if (at === of) continue;
      const roster = await newestRoster(of.database.read, of.template.code);
      if (roster === undefined) throw new Error('no roster');
      await at.database.inTransaction(async (tx) => {
        await insertSite(tx, {
          code: of.template.code,
          name: of.template.code,
          kind: kindOf(of.template.code),
          is_self: 0,
          highest_level: 2,
          root_public_key: publicKeyLine(of.template.root.publicKey),
          root_pinned_at: '2026-01-01T00:00:00.000Z',
          proven_at: '2026-01-01T00:00:00.000Z',
        });
        await tx.insertInto('rosters').values(roster).execute();
      });
    }
  for (const { database } of made) await database.close();
  return made.map(({ template }) => template);
}
