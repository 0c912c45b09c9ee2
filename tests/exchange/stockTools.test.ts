import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptBackup, encryptBackup } from '../../main/exchange/crypto/ageBackup.ts';
import { ageDecrypt, ageEncrypt } from '../../main/exchange/crypto/ageBox.ts';
import {
  generateKeyPair,
  keyFingerprint,
  parsePrivateKeyFile,
  parsePublicKeyLine,
  privateKeyFile,
  publicKeyLine,
} from '../../main/exchange/crypto/sshKeys.ts';
import {
  memorySigner,
  namespaces,
  signDigest,
  signSshsig,
  verifyDigest,
  verifySshsig,
} from '../../main/exchange/crypto/sshsig.ts';
import { writeCarry } from '../../main/exchange/format/carry.ts';
import { sha256Hex } from '../../main/exchange/format/packageJson.ts';
import { allowedSigners } from '../../main/exchange/format/roster.ts';
import { writeUstar } from '../../main/exchange/format/ustar.ts';
import { writeAge } from '../../main/exchange/format/writePackage.ts';
import {
  chunksOf,
  collect,
  makePackage,
  makeWorld,
  receive,
  sampleFiles,
  signedRoster,
  type World,
} from './world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await makeWorld();
  folder = join(world.folder, 'stock');
  mkdirSync(folder);
});
afterAll(() => world.close());

function run(command: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  return String(execFileSync(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], ...options }));
}

function secretFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  return path;
}

describe('what this program writes, stock tools read', () => {
  it('a medium is checked with the commands of VERIFY.txt', async () => {
    const { sealed, payload } = await makePackage(world);
    const packages = await writeAge({ sealed, payload, folder: join(folder, 'out') });
    const roster = await signedRoster(world.siteA);
    mkdirSync(join(folder, 'medium'));
    const carry = await writeCarry({
      medium: join(folder, 'medium'),
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages,
      rosters: [
        { name: 'siteA.roster.json', bytes: roster.bytes },
        { name: 'siteA.roster.json.sig', bytes: roster.signature },
      ],
    });
    const signers = secretFile('signers', allowedSigners(world.siteA.roster));
    const identity = secretFile('identity.txt', `${world.siteB.age.identity}\n`);
    const at = { cwd: carry.folder };
    expect(run('sha256sum', ['-c', 'SHA256SUMS'], at)).toContain('siteA-siteB-e01-000001.age: OK');
    const verify = (person: string, namespace: string, file: string, cwd: string, name = file): string =>
      run('ssh-keygen', ['-Y', 'verify', '-f', signers, '-I', person, '-n', namespace, '-s', name], {
        cwd,
        input: readFileSync(join(cwd, file)),
      });
    expect(
      verify('site-2026@siteA', 'xpkg-carry-v1', 'SHA256SUMS', carry.folder, 'SHA256SUMS.sig'),
    ).toContain('Good');
    run('age', ['-d', '-i', identity, '-o', 'P.tar', 'siteA-siteB-e01-000001.age'], at);
    run('tar', ['-xf', 'P.tar'], at);
    const bag = join(carry.folder, 'siteA-siteB-e01-000001');
    expect(verify('site-2026@siteA', 'xpkg-site-v1', 'package.json', bag, 'package.json.site.sig')).toContain(
      'Good',
    );
    expect(
      verify('zhang.san@siteA', 'xpkg-release-v1', 'package.json', bag, 'package.json.release.sig'),
    ).toContain('Good');
    expect(run('sha256sum', ['manifest-sha256.txt'], { cwd: bag })).toContain(sealed.head.manifest.hex);
    run('sha256sum', ['--strict', '-c', 'manifest-sha256.txt'], { cwd: bag });
    run('sha256sum', ['--strict', '-c', 'tagmanifest-sha256.txt'], { cwd: bag });
    expect(run('sha256sum', ['package.json'], { cwd: bag })).toContain(sealed.digest);
    for (const file of sampleFiles) {
      expect(readFileSync(join(bag, 'data/files', sha256Hex(file))).equals(file)).toBe(true);
    }
    expect(readdirSync(bag).sort()).toEqual([
      'bag-info.txt',
      'bagit.txt',
      'data',
      'manifest-sha256.txt',
      'package.json',
      'package.json.release.sig',
      'package.json.site.sig',
      'tagmanifest-sha256.txt',
    ]);
  });

  it.skipIf(spawnSync('python3', ['-c', 'import bagit']).status !== 0)('a bag passes bagit.py', () => {
    const result = spawnSync('python3', ['-m', 'bagit', '--validate', 'siteA-siteB-e01-000001'], {
      cwd: join(folder, 'medium/XFER/siteA'),
    });
    expect(result.status).toBe(0);
  });

  it('the commands of docs/package-format.md section 12 pass as they stand there', async () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/package-format.md'), 'utf8');
    const section = document.slice(document.indexOf('## 12 '), document.indexOf('## 13 '));
    const script = (/```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '')
      .split('\n')
      .filter((line) => !line.startsWith('cat P.age.???') && !line.startsWith('bagit.py'))
      .join('\n')
      .replace(/\bP\b/g, 'siteA-siteB-e01-000001');
    const made = await makePackage(world);
    const packages = await writeAge({ ...made, folder: join(folder, 'doc-out') });
    const medium = join(folder, 'doc');
    mkdirSync(medium);
    const carry = await writeCarry({
      medium,
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages,
      rosters: [],
    });
    writeFileSync(join(carry.folder, 'signers'), allowedSigners(world.siteA.roster));
    writeFileSync(join(carry.folder, 'identity.txt'), `${world.siteB.age.identity}\n`);
    const printed = run('sh', ['-ec', script], { cwd: medium });
    expect(printed.match(/^Good "xpkg-/gm)).toHaveLength(3);
    expect(printed).toContain(made.sealed.digest);
    expect(printed).not.toContain('FAILED');
  });

  it('the auditor card beside the package passes as it is typed by hand', async () => {
    const made = await makePackage(world);
    const packages = await writeAge({ ...made, folder: join(folder, 'card-out') });
    mkdirSync(join(folder, 'card'));
    const carry = await writeCarry({
      medium: join(folder, 'card'),
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages,
      rosters: [],
      card: [{ name: 'siteA-siteB-e01-000001', digest: made.sealed.digest, releasedBy: 'zhang.san@siteA' }],
    });
    writeFileSync(join(carry.folder, 'signers'), allowedSigners(world.siteA.roster));
    writeFileSync(join(carry.folder, 'identity.txt'), `${world.siteB.age.identity}\n`);
    const card = readFileSync(join(carry.folder, 'VERIFY.txt'), 'utf8');
    const typed = card.split('\n').filter((line) => /^ {5}\S/.test(line));
    expect(typed).toHaveLength(12);
    const printed = run('sh', ['-ec', typed.join('\n')], { cwd: carry.folder });
    expect(printed.match(/^Good "xpkg-/gm)).toHaveLength(3);
    expect(printed).toContain(`${made.sealed.digest}  package.json`);
    expect(card).toContain(made.sealed.digest);
    expect(card).toContain('auditor card');
  });

  it('volumes join with cat', async () => {
    const { sealed, payload } = await makePackage(world);
    const written = await writeAge({ sealed, payload, folder: join(folder, 'volumes'), volumeBytes: 65_000 });
    expect(written.map((file) => file.name)).toEqual([
      'siteA-siteB-e01-000001.age.000',
      'siteA-siteB-e01-000001.age.001',
      'siteA-siteB-e01-000001.age.002',
      'siteA-siteB-e01-000001.age.003',
    ]);
    const identity = secretFile('identity.txt', `${world.siteB.age.identity}\n`);
    const list = run('sh', ['-c', `cat *.age.??? | age -d -i ${identity} | tar -tf -`], {
      cwd: join(folder, 'volumes'),
    });
    expect(list.split('\n')[0]).toBe('siteA-siteB-e01-000001/package.json');
  });

  it('a long member name is split so that stock tar puts it together again', async () => {
    const name = `${'a'.repeat(60)}/${'b'.repeat(60)}/${'c'.repeat(64)}`;
    const bytes = new Uint8Array([1, 2, 3]);
    const tar = await collect(writeUstar([{ name, size: 3, open: () => chunksOf(bytes) }]));
    writeFileSync(join(folder, 'long.tar'), tar);
    expect(run('tar', ['-tf', 'long.tar']).trim()).toBe(name);
  });

  it('keys, fingerprints and signatures are those of ssh-keygen', async () => {
    const pair = generateKeyPair();
    const keyFile = secretFile('our_key', privateKeyFile(pair, 'root@siteA'));
    expect(run('ssh-keygen', ['-y', '-f', keyFile]).trim()).toBe(publicKeyLine(pair.publicKey, 'root@siteA'));
    writeFileSync(join(folder, 'our_key.pub'), `${publicKeyLine(pair.publicKey)}\n`);
    expect(run('ssh-keygen', ['-l', '-f', 'our_key.pub'])).toContain(keyFingerprint(pair.publicKey));
    const message = new TextEncoder().encode('消息\n');
    const ours = signSshsig(pair, namespaces.approval, message);
    const theirs = run('ssh-keygen', ['-q', '-Y', 'sign', '-f', keyFile, '-n', namespaces.approval], {
      input: message,
    });
    expect(Buffer.from(ours).toString()).toBe(theirs);
  });

  it('a signature over a record digest is checked with printf and ssh-keygen', async () => {
    const pair = generateKeyPair();
    const digest = sha256Hex('记录');
    const signature = await signDigest(memorySigner('li.si@siteA', pair), namespaces.approval, digest);
    writeFileSync(join(folder, 'record.sig'), signature);
    expect(verifyDigest(pair.publicKey, namespaces.approval, digest, signature)).toBe(true);
    expect(verifyDigest(pair.publicKey, namespaces.approval, sha256Hex('别的'), signature)).toBe(false);
    expect(verifyDigest(pair.publicKey, 'spm-review-v1', digest, signature)).toBe(false);
    writeFileSync(join(folder, 'record.signers'), `li.si@siteA ${publicKeyLine(pair.publicKey)}\n`);
    const command = `printf '%s\\n' ${digest} | ssh-keygen -Y verify -f record.signers -I li.si@siteA -n spm-approval-v1 -s record.sig`;
    expect(run('sh', ['-c', command])).toContain('Good "spm-approval-v1" signature');
  });
});

describe('what stock tools write, this program reads', () => {
  it('a package made with stock tools only is imported', async () => {
    const made = join(folder, 'made');
    mkdirSync(made);
    const siteKey = secretFile('site_key', privateKeyFile(world.siteA.site, 'site'));
    const personKey = secretFile('person_key', privateKeyFile(world.siteA.person, 'person'));
    writeFileSync(join(folder, 'attachment.pdf'), sampleFiles[1] ?? '');
    const script = join(import.meta.dirname, 'stockPackage.sh');
    run('sh', [script, made, world.siteB.age.recipient, siteKey, personKey, join(folder, 'attachment.pdf')]);
    const verdict = await receive(world, join(made, 'siteA-siteB-e01-000001.age'));
    expect(verdict).toMatchObject({ outcome: 'staged' });
    if (verdict.outcome !== 'staged') return;
    const { staged } = verdict;
    const [attachment] = staged.attachments;
    expect(await collect(staged.openAttachment(attachment?.sha256 ?? ''))).toEqual(sampleFiles[1]);
    const records = [];
    for await (const record of staged.records()) records.push(record);
    expect(records).toEqual([
      { file: attachment?.sha256, id: 'siteA-1', text: '用通用工具制作', type: 'phoneRecord' },
    ]);
    await staged.dispose();
  });

  it('keys and signatures made by ssh-keygen', () => {
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stock', '-f', 'stock_key']);
    const publicKey = parsePublicKeyLine(readFileSync(join(folder, 'stock_key.pub'), 'utf8'));
    const pair = parsePrivateKeyFile(readFileSync(join(folder, 'stock_key'), 'utf8'));
    expect(pair.publicKey).toEqual(publicKey);
    const message = new TextEncoder().encode('x');
    const signature = run('ssh-keygen', ['-q', '-Y', 'sign', '-f', 'stock_key', '-n', 'xpkg-site-v1'], {
      input: message,
    });
    expect(verifySshsig(publicKey, 'xpkg-site-v1', message, Buffer.from(signature))).toBe(true);
    expect(verifySshsig(publicKey, 'xpkg-release-v1', message, Buffer.from(signature))).toBe(false);
  });

  it('files made by age, of several sizes around a chunk', async () => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
      const bytes = new Uint8Array(size).fill(7);
      writeFileSync(join(folder, 'plain'), bytes);
      run('age', ['-r', world.siteB.age.recipient, '-o', 'sealed.age', 'plain']);
      const opened = await ageDecrypt(
        [world.siteA.age.identity, world.siteB.age.identity],
        chunksOf(readFileSync(join(folder, 'sealed.age'))),
      );
      expect(opened.header.recipients).toBe(1);
      expect(await collect(opened.plaintext)).toEqual(bytes);
      writeFileSync(
        join(folder, 'ours.age'),
        await collect(ageEncrypt([world.siteB.age.recipient], chunksOf(bytes))),
      );
      const identity = secretFile('identity.txt', `${world.siteB.age.identity}\n`);
      run('sh', ['-c', `age -d -i ${identity} ours.age > back`]);
      expect(readFileSync(join(folder, 'back')).equals(bytes)).toBe(true);
    }
  });
});

describe('the root key backup is an ordinary age passphrase file', () => {
  it('opens again with its passphrase only', async () => {
    const secret = new TextEncoder().encode(privateKeyFile(world.siteA.root, 'root'));
    const box = await encryptBackup('六个词 的 口令', secret);
    expect(Buffer.from(box).toString('latin1')).toMatch(
      /^age-encryption.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 18\n/,
    );
    expect(await decryptBackup('六个词 的 口令', box)).toEqual(secret);
    await expect(decryptBackup('别的口令', box)).rejects.toMatchObject({ code: 'E_AGE_AUTH' });
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'opens with stock age on a terminal',
    async () => {
      const box = await encryptBackup('correct horse', new TextEncoder().encode('secret\n'));
      writeFileSync(join(folder, 'backup.age'), box);
      const out = spawnSync('script', ['-qec', 'age -d -o backup.txt backup.age', '/dev/null'], {
        cwd: folder,
        input: 'correct horse\n',
        timeout: 30_000,
      });
      expect(out.status).toBe(0);
      expect(readFileSync(join(folder, 'backup.txt'), 'utf8')).toBe('secret\n');
    },
  );
});
