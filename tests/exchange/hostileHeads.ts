import { Encrypter } from 'age-encryption';
import { generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';
import { generateKeyPair } from '../../main/exchange/crypto/sshKeys.ts';
import { signSshsig } from '../../main/exchange/crypto/sshsig.ts';
import { joinBytes } from '../../main/exchange/crypto/sshWire.ts';
import { type ForgedMember, forgeTar, honestMembers, replace, signedMembers, text } from './forge.ts';
import {
  bentCipher,
  bentTar,
  empty,
  first,
  flip,
  type HostileCase,
  headerEnd,
  records,
  seal,
  signed,
  without,
} from './hostileCase.ts';
import type { World } from './world.ts';

const stanza = `-> X25519 ${'A'.repeat(43)}\n${'A'.repeat(43)}\n`;

export const ageCases: readonly HostileCase[] = [
  bentCipher(1, 'bit flip in the payload', 'E_AGE_AUTH', (c) => flip(c, c.length - 1000)),
  bentCipher(1, 'bit flip in the first chunk', 'E_AGE_AUTH', (c) => flip(c, headerEnd(c) + 20)),
  bentCipher(1, 'header MAC flip', 'E_AGE_AUTH', (c) => {
    const out = c.slice();
    const at = headerEnd(c) - 10;
    out[at] = out[at] === 65 ? 66 : 65;
    return out;
  }),
  bentCipher(2, 'cut in the middle of a chunk', 'E_AGE_AUTH', (c) => c.subarray(0, c.length - 777)),
  bentCipher(2, 'cut on a chunk boundary', 'E_AGE_AUTH', (c) => c.subarray(0, headerEnd(c) + 16 + 2 * 65552)),
  bentCipher(2, 'cut after the header', 'E_AGE_AUTH', (c) => c.subarray(0, headerEnd(c))),
  bentCipher(2, 'cut inside the header', 'E_AGE_HEADER', (c) => c.subarray(0, 60)),
  { group: 3, name: 'zero-length file', make: () => Promise.resolve(empty), expect: ['E_AGE_HEADER'] },
  bentCipher(3, 'trailing bytes after the final chunk', 'E_AGE_AUTH', (c) => joinBytes([c, text('x')])),
  bentCipher(3, 'a second age file appended', 'E_AGE_AUTH', (c) => joinBytes([c, c])),
  {
    group: 4,
    name: 'encrypted to someone else',
    expect: ['E_NO_IDENTITY'],
    make: async (world) =>
      seal(world, forgeTar(await honestMembers(world)), [(await generateAgeKey()).recipient]),
  },
  {
    group: 4,
    name: 'passphrase stanza of an absurd work factor is never run',
    expect: ['E_AGE_SCRYPT'],
    make: () =>
      Promise.resolve(
        text(
          `age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 60\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n${'x'.repeat(100)}`,
        ),
      ),
  },
  {
    group: 4,
    name: 'passphrase stanza of the smallest work factor is not run either',
    expect: ['E_AGE_SCRYPT'],
    make: async () => {
      const encrypter = new Encrypter();
      encrypter.setPassphrase('');
      encrypter.setScryptWorkFactor(1);
      return await encrypter.encrypt(text('x'));
    },
  },
  {
    group: 5,
    name: 'as many recipients as fit into the header',
    expect: ['E_AGE_RECIPIENTS'],
    make: () => Promise.resolve(text(`age-encryption.org/v1\n${stanza.repeat(600)}--- ${'A'.repeat(43)}\n`)),
  },
  {
    group: 5,
    name: 'header of a hundred thousand stanzas',
    expect: ['E_AGE_HEADER'],
    make: () =>
      Promise.resolve(
        text(`age-encryption.org/v1\n${'-> x-grease a\n\n'.repeat(100_000)}--- ${'A'.repeat(43)}\n`),
      ),
  },
  {
    group: 5,
    name: 'endless header line',
    expect: ['E_AGE_HEADER'],
    make: () => Promise.resolve(text(`age-encryption.org/v1\n-> ${'a'.repeat(2_000_000)}`)),
  },
  {
    group: 39,
    name: 'a recipient that the head does not name',
    expect: ['E_AGE_RECIPIENTS'],
    make: async (world) =>
      seal(world, forgeTar(await honestMembers(world)), [
        world.siteB.age.recipient,
        (await generateAgeKey()).recipient,
      ]),
  },
];

function signatureBy(path: string, sign: (world: World, message: Uint8Array) => Uint8Array) {
  return (members: ForgedMember[], world: World): ForgedMember[] =>
    replace(members, path, (member) => ({ ...member, bytes: sign(world, members[0]?.bytes ?? empty) }));
}

const site = 'package.json.site.sig';
const release = 'package.json.release.sig';
const emptied =
  (path: string) =>
  (members: ForgedMember[]): ForgedMember[] =>
    replace(members, path, (member) => ({ ...member, bytes: empty }));

export const signatureCases: readonly HostileCase[] = [
  bentTar(
    6,
    'site signature by an unknown key',
    'E_SITE_SIG',
    signatureBy(site, (_, message) => signSshsig(generateKeyPair(), 'xpkg-site-v1', message)),
  ),
  bentTar(
    6,
    'release signature by an unknown key',
    'E_RELEASE_SIG',
    signatureBy(release, (_, message) => signSshsig(generateKeyPair(), 'xpkg-release-v1', message)),
  ),
  bentTar(7, 'site signature empty', 'E_SITE_SIG', emptied(site)),
  bentTar(7, 'site signature removed', 'E_SITE_SIG', without(site)),
  bentTar(7, 'release signature empty', 'E_RELEASE_SIG', emptied(release)),
  bentTar(7, 'release signature removed', 'E_RELEASE_SIG', without(release)),
  bentTar(7, 'package.json removed', 'E_MISSING', without('package.json')),
  bentTar(
    8,
    'site signature offered as release signature',
    'E_RELEASE_SIG',
    signatureBy(release, (world, message) => signSshsig(world.siteA.site, 'xpkg-site-v1', message)),
  ),
  bentTar(
    8,
    'site key signing in the release namespace',
    'E_RELEASE_SIG',
    signatureBy(release, (world, message) => signSshsig(world.siteA.site, 'xpkg-release-v1', message)),
  ),
  bentTar(
    8,
    'site signature of another namespace',
    'E_SITE_SIG',
    signatureBy(site, (world, message) => signSshsig(world.siteA.site, 'xpkg-carry-v1', message)),
  ),
  bentTar(
    8,
    'release signature of the approval namespace',
    'E_RELEASE_SIG',
    signatureBy(release, (world, message) => signSshsig(world.siteA.person, 'spm-approval-v1', message)),
  ),
  bentTar(9, 'package.json edited by one byte', 'E_SITE_SIG', (members) =>
    first(members, { bytes: flip(members[0]?.bytes ?? empty, 300) }),
  ),
  signed(9, 'validly signed duplicate key', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => json.replace('{"ack"', '{"ack":null,"ack"') }),
  ),
  signed(9, 'validly signed 1.0', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => json.replace('"seq":1', '"seq":1.0') }),
  ),
  signed(9, 'validly signed whitespace', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => json.replace('"seq":1', '"seq": 1') }),
  ),
  signed(9, 'validly signed byte order mark', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => `\ufeff${json}` }),
  ),
  signed(9, 'validly signed without line end', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => json.trimEnd() }),
  ),
  signed(9, 'validly signed escaped character', 'E_NOT_CANONICAL', (w) =>
    signedMembers(w, { payload: [records], raw: (json) => json.replace('siteB"', '\\u0073iteB"') }),
  ),
  signed(9, 'unknown key in the head', 'E_HEAD', (w) =>
    signedMembers(w, { payload: [records], head: { zz: 1 } }),
  ),
  signed(11, 'valid package for another site, sealed again to us', 'E_WRONG_RECIPIENT', (w) =>
    signedMembers(w, { payload: [records], head: { recipient: 'siteC' } }).map((member) => ({
      ...member,
      name: member.name.replace('siteA-siteB', 'siteA-siteC'),
    })),
  ),
  signed(12, 'site X in the head, signed by site A', ['E_SITE_SIG', 'E_HEAD'], (w) =>
    signedMembers(w, {
      payload: [records],
      head: { sender: 'siteX', released_by: { key: 'zhang.san@siteX', name: '张三' } },
    }),
  ),
  signed(12, 'releaser unknown', 'E_RELEASE_SIG', (w) =>
    signedMembers(w, { payload: [records], head: { released_by: { key: 'li.si@siteA', name: '李四' } } }),
  ),
  signed(12, 'releaser id constructor', 'E_HEAD', (w) =>
    signedMembers(w, { payload: [records], head: { released_by: { key: 'constructor', name: 'x' } } }),
  ),
  signed(12, 'releaser id constructor@siteA', 'E_RELEASE_SIG', (w) =>
    signedMembers(w, { payload: [records], head: { released_by: { key: 'constructor@siteA', name: 'x' } } }),
  ),
  signed(12, 'releaser id __proto__', 'E_HEAD', (w) =>
    signedMembers(w, { payload: [records], head: { released_by: { key: '__proto__@siteA', name: 'x' } } }),
  ),
  ...(['void', 'snapshot'] as const).flatMap((kind) => [
    bentTar(37, `${kind} released by the site key alone`, 'E_RELEASE_SIG', (_, world) => {
      const members = signedMembers(world, { payload: [records], head: { kind } });
      const message = members[0]?.bytes ?? empty;
      return replace(members, release, (member) => ({
        ...member,
        bytes: signSshsig(world.siteA.site, 'xpkg-release-v1', message),
      }));
    }),
    bentTar(37, `${kind} with the site signature only`, 'E_RELEASE_SIG', (_, world) =>
      without(release)(signedMembers(world, { payload: [records], head: { kind } })),
    ),
    signed(37, `${kind} for the stream of another sender`, ['E_SITE_SIG', 'E_HEAD'], (w) =>
      signedMembers(w, {
        payload: [records],
        head: { kind, sender: 'siteX', released_by: { key: 'zhang.san@siteX', name: '张三' } },
      }),
    ),
  ]),
  signed(29, 'unknown format', 'E_NEEDS_NEWER', (w) =>
    signedMembers(w, { payload: [records], head: { format: 'xpkg/2' } }),
  ),
  signed(29, 'unknown suite', 'E_NEEDS_NEWER', (w) =>
    signedMembers(w, { payload: [records], head: { suite: 'gm-cms+sm2+sm3' } }),
  ),
  signed(29, 'unknown kind', 'E_NEEDS_NEWER', (w) =>
    signedMembers(w, { payload: [records], head: { kind: 'patch' } }),
  ),
  signed(29, 'reader too old', 'E_NEEDS_NEWER', (w) =>
    signedMembers(w, { payload: [records], head: { min_reader: 2 } }),
  ),
  signed(29, 'weaker signature demand', 'E_HEAD', (w) =>
    signedMembers(w, { payload: [records], head: { required_signatures: ['site'] } }),
  ),
];
