import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandlerInput, HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type AccountUid, makeUid } from '../../shared/ids.ts';
import { defaultPolicy } from '../../shared/policy/policyTable.ts';
import { posts } from '../../shared/policy/roles.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import { openDatabase, type WriteTx } from '../database/database.ts';
import { exists, writeDurably } from '../database/durableFiles.ts';
import { LockedJournal } from '../database/lockedJournal.ts';
import { makeKeyPair } from '../database/sealing.ts';
import { Slots } from '../database/slots.ts';
import { makeStationSecret, readStationSecret } from '../database/stationSecret.ts';
import { insertPasswordHistory, insertPersonKey } from '../database/stores/accounts.ts';
import { setMeta } from '../database/stores/meta.ts';
import { insertSite, insertSiteKey } from '../database/stores/site.ts';
import { appendAudit } from './auditLog.ts';
import { insertAdministrator } from './newAdministrator.ts';
import type { Station } from './station.ts';

type Input = HandlerInput<'session.firstRun'>;
type Administrator = Input['administrators'][number] & { readonly uid: AccountUid };

/**
 * Makes the site: station secret, database, slots of exactly three administrators, keys of the site, and the root key
 * that goes to the safe in an encrypted file. Everything or nothing: a failure removes what was made.
 * @throws AppError people.password-weak, people.login-taken, gate.bad-input, database.*
 */
export async function firstRun(station: Station, input: Input): Promise<HandlerOutput<'session.firstRun'>> {
  checkAdministrators(input);
  const { signing, clock, dataFolder, stationSecretFile } = station.options;
  const administrators = input.administrators.map(
    (administrator): Administrator => ({
      ...administrator,
      uid: makeUid(input.site.code, randomBytes(10)) as AccountUid,
    }),
  );
  station.beginFirstRun();
  const databaseKey = randomBytes(32);
  const rootFile = join(input.rootFolder, `root-${input.site.code}.age`);
  /** What this run has made and takes away again when it fails; never what was there before. */
  const made: string[] = [];
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    await mkdir(input.rootFolder, { recursive: true });
    if (await exists(rootFile))
      throw new AppError('gate.bad-input', { detail: '所选文件夹中已有本站代号的根密钥文件' });
    if (!(await exists(stationSecretFile))) made.push(stationSecretFile);
    await makeStationSecret(stationSecretFile);
    made.push(station.slotFolder, station.databaseFile);
    const stationSecret = await readStationSecret(stationSecretFile);
    const slots = await Slots.create(
      station.slotOptions(stationSecret),
      administrators.map(({ uid, login, password }) => ({
        accountUid: uid,
        login,
        password,
        afterFailures: 'wait' as const,
      })),
      databaseKey,
    );
    const publicKeys = new Map<AccountUid, Uint8Array>();
    for (const { uid, login, password } of administrators) {
      publicKeys.set(uid, await slots.createSigningKey({ login, password }, databaseKey));
    }
    const verifiers = new Map<AccountUid, string>();
    for (const { uid, password } of administrators)
      verifiers.set(uid, await slots.historyVerifier(uid, password));
    const root = await signing.makeRoot(input.site.code, input.rootPassphrase.join(''));
    made.push(rootFile);
    await writeDurably(rootFile, root.encrypted);
    const database = await openDatabase({
      file: station.databaseFile,
      key: databaseKey,
      mode: 'create',
      clock,
    });
    try {
      await database.inTransaction(async (tx) => {
        await insertSite(tx, {
          code: input.site.code,
          name: input.site.name,
          kind: input.site.kind,
          is_self: 1,
          highest_level: input.site.highestLevel,
          root_public_key: root.publicKeyLine,
          root_pinned_at: station.now,
          pinned_by: null,
        });
        await insertSiteKeys(tx, station, input.site.code);
        for (const administrator of administrators) {
          const publicKey = publicKeys.get(administrator.uid);
          const verifier = verifiers.get(administrator.uid);
          if (publicKey === undefined || verifier === undefined)
            throw new Error('administrator without keys');
          await enterAdministrator(tx, station, administrator, signing.publicKeyLine(publicKey), verifier);
        }
        await setMeta(tx, 'slot-generation', String(slots.generation));
        await setMeta(tx, 'epoch', 'e01');
        if (input.people.length > 0) await setMeta(tx, 'planned-people', JSON.stringify(input.people));
        if (input.backupFolder !== null) await setMeta(tx, 'backup-target', input.backupFolder);
        await appendAudit(tx, input.site.code, {
          act: 'site.created',
          at: station.now,
          account: 'system',
          object: { kind: 'site', uid: input.site.code },
          outcome: 'done',
        });
      });
    } finally {
      await database.close();
    }
    station.firstRunDone();
    return { fingerprint: root.fingerprint, words: root.words, encryptedKeyFile: rootFile };
  } catch (error) {
    await Promise.all(made.map((path) => rm(path, { recursive: true, force: true })));
    station.firstRunFailed();
    throw error;
  } finally {
    databaseKey.fill(0);
  }
}

function checkAdministrators(input: Input): void {
  const logins = new Set(input.administrators.map((administrator) => administrator.login));
  const held = new Set(input.administrators.map((administrator) => administrator.post));
  if (logins.size !== 3 || held.size !== posts.length) {
    throw new AppError('gate.bad-input', { detail: '三个管理员岗位须各有一人，登录名互不相同' });
  }
  for (const { login, password } of input.administrators) {
    const problem = passwordProblem(password, login, defaultPolicy(input.site.highestLevel));
    if (problem !== undefined) throw new AppError('people.password-weak', { detail: `${login}：${problem}` });
  }
  // The root key is worth more than any account, and its file leaves the house.
  for (const half of input.rootPassphrase) {
    const problem = passwordProblem(half, input.site.code, defaultPolicy(input.site.highestLevel));
    if (problem !== undefined)
      throw new AppError('people.password-weak', { detail: `根密钥口令：${problem}` });
  }
}

async function enterAdministrator(
  tx: WriteTx,
  station: Station,
  administrator: Administrator,
  publicKeyLine: string,
  verifier: string,
): Promise<void> {
  const id = await insertAdministrator(tx, administrator, station.now);
  await insertPasswordHistory(tx, id, station.now, verifier);
  await insertPersonKey(tx, {
    key_id: `${administrator.login}-${randomBytes(3).toString('hex')}@${administrator.uid.split('-')[0] ?? ''}`,
    account_id: id,
    public_key: publicKeyLine,
    made_at: station.now,
    retired_at: null,
  });
}

/** Signing key, age identity, content key and journal key of the site. */
async function insertSiteKeys(tx: WriteTx, station: Station, site: string): Promise<void> {
  const { signing } = station.options;
  const made_at = station.now;
  const siteKey = signing.generate();
  await insertSiteKey(tx, {
    id: `site@${site}`,
    purpose: 'siteSigning',
    public_key: siteKey.publicKeyLine,
    secret: siteKey.seed,
    made_at,
    retired_at: null,
  });
  siteKey.seed.fill(0);
  const age = await signing.generateAge();
  await insertSiteKey(tx, {
    id: `age@${site}`,
    purpose: 'age',
    public_key: age.recipient,
    secret: Buffer.from(age.identity),
    made_at,
    retired_at: null,
  });
  await insertSiteKey(tx, {
    id: `content@${site}`,
    purpose: 'content',
    public_key: '',
    secret: randomBytes(32),
    made_at,
    retired_at: null,
  });
  const journal = makeKeyPair('x25519');
  await setMeta(
    tx,
    'journal-id',
    await (await LockedJournal.open(station.slotFolder)).prepareNext(journal.publicKey),
  );
  await insertSiteKey(tx, {
    id: `journal@${site}`,
    purpose: 'journal',
    public_key: journal.publicKey.toString('base64'),
    secret: journal.secret,
    made_at,
    retired_at: null,
  });
  journal.secret.fill(0);
}
