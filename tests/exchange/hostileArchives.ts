import { joinBytes } from '../../main/exchange/crypto/sshWire.ts';
import {
  type ForgedMember,
  hexOf,
  membersWithRecords,
  pathOf,
  replace,
  signedMembers,
  text,
} from './forge.ts';
import { bentTar, empty, first, flip, type HostileCase, records, signed, without } from './hostileCase.ts';
import type { World } from './world.ts';

const site = 'package.json.site.sig';
const release = 'package.json.release.sig';
const afterHead = (members: readonly ForgedMember[]): ForgedMember | undefined =>
  members.find((member) => pathOf(member).startsWith('data/files/'));
const extra = (name: string): ForgedMember => ({ name: `siteA-siteB-e01-000001/${name}`, bytes: text('x') });

export const payloadCases: readonly HostileCase[] = [
  bentTar(18, 'records of one package, manifest of another', 'E_MANIFEST_HASH', (members) =>
    replace(members, 'manifest-sha256.txt', (member) => ({
      ...member,
      bytes: text(`${hexOf('x')}  data/records.jsonl\n`),
    })),
  ),
  bentTar(19, 'attachment byte changed', 'E_HASH', (members) =>
    members.map((member) =>
      member === afterHead(members) ? { ...member, bytes: flip(member.bytes, 3) } : member,
    ),
  ),
  bentTar(19, 'records byte changed', 'E_HASH', (members) =>
    replace(members, 'data/records.jsonl', (member) => ({ ...member, bytes: flip(member.bytes, 9) })),
  ),
  bentTar(19, 'extra member at the end', 'E_UNLISTED', (members) => [...members, extra('data/extra.txt')]),
  bentTar(19, 'extra member in the middle', 'E_UNLISTED', (members) => [
    ...members.slice(0, 8),
    extra(`data/files/${hexOf('no')}`),
    ...members.slice(8),
  ]),
  bentTar(19, 'attachment missing', 'E_MISSING', (members) =>
    members.filter((member) => member !== afterHead(members)),
  ),
  bentTar(19, 'records missing', 'E_MISSING', without('data/records.jsonl')),
  bentTar(19, 'member repeated', 'E_ORDER', (members) => [...members.slice(0, 8), ...members.slice(7)]),
  bentTar(19, 'members out of order', 'E_MISSING', (members) => [
    ...members.slice(0, 7),
    ...members.slice(7).reverse(),
  ]),
  bentTar(19, 'bag-info edited', 'E_BAG', (members) =>
    replace(members, 'bag-info.txt', (member) => ({ ...member, bytes: flip(member.bytes, 20) })),
  ),
  bentTar(19, 'tag manifest edited', 'E_BAG', (members) =>
    replace(members, 'tagmanifest-sha256.txt', (member) => ({ ...member, bytes: flip(member.bytes, 5) })),
  ),
  bentTar(26, 'fetch.txt present', ['E_UNLISTED', 'E_MISSING'], (members) => [
    ...members.slice(0, 7),
    extra('fetch.txt'),
    ...members.slice(7),
  ]),
  bentTar(26, 'a second, contradicting list', ['E_UNLISTED', 'E_MISSING'], (members) => [
    ...members.slice(0, 4),
    extra('manifest-md5.txt'),
    ...members.slice(4),
  ]),
  signed(24, 'signed manifest with ../', 'E_MANIFEST', (w) =>
    signedMembers(w, {
      payload: [records],
      manifest: `${hexOf('x')}  data/../x\n${hexOf('')}  data/records.jsonl\n`,
    }),
  ),
  signed(24, 'signed manifest with a duplicate', 'E_MANIFEST', (w) =>
    signedMembers(w, { payload: [records], manifest: `${hexOf('')}  data/records.jsonl\n`.repeat(2) }),
  ),
  signed(24, 'signed manifest with CRLF', 'E_MANIFEST', (w) =>
    signedMembers(w, { payload: [records], manifest: `${hexOf('')}  data/records.jsonl\r\n` }),
  ),
  signed(24, 'signed manifest in wrong order', 'E_MANIFEST', (w) =>
    signedMembers(w, {
      payload: [records],
      manifest: `${hexOf('')}  data/records.jsonl\n${hexOf('a')}  data/files/${hexOf('a')}\n`,
    }),
  ),
  signed(24, 'signed manifest with upper-case hex', 'E_MANIFEST', (w) =>
    signedMembers(w, { payload: [records], manifest: `${hexOf('').toUpperCase()}  data/records.jsonl\n` }),
  ),
  signed(24, 'signed manifest with a single blank', 'E_MANIFEST', (w) =>
    signedMembers(w, { payload: [records], manifest: `${hexOf('')} data/records.jsonl\n` }),
  ),
  signed(26, 'manifest name differs from content hash', 'E_MANIFEST', (w) =>
    signedMembers(w, {
      payload: [records],
      manifest: `${hexOf('b')}  data/files/${hexOf('a')}\n${hexOf('')}  data/records.jsonl\n`,
    }),
  ),
  signed(25, 'byte total too small', 'E_TOTALS', (w) => {
    const body = { path: 'data/records.jsonl', bytes: text('{"id":"1","type":"t"}\n') };
    const hex = hexOf('{"id":"1","type":"t"}\n');
    const manifest = { alg: 'sha256', bytes: 3, entries: 1, hex: hexOf(`${hex}  data/records.jsonl\n`) };
    return signedWithTotals(w, body, manifest);
  }),
  signed(25, 'entry total lies', 'E_TOTALS', (w) =>
    signedWithTotals(w, records, {
      alg: 'sha256',
      bytes: 0,
      entries: 2,
      hex: hexOf(`${hexOf('')}  data/records.jsonl\n`),
    }),
  ),
  signed(25, 'ten million entries', ['E_HEAD', 'E_QUOTA'], (w) =>
    signedWithTotals(w, records, { alg: 'sha256', bytes: 0, entries: 10_000_000, hex: hexOf('') }),
  ),
  signed(25, 'over the quota', 'E_QUOTA', (w) =>
    signedWithTotals(w, records, { alg: 'sha256', bytes: 2 ** 50, entries: 1, hex: hexOf('') }),
  ),
  {
    ...signed(25, 'free space too small', 'E_NO_SPACE', (w) =>
      signedWithTotals(w, records, {
        alg: 'sha256',
        bytes: 2 ** 52,
        entries: 1,
        hex: hexOf(`${hexOf('')}  data/records.jsonl\n`),
      }),
    ),
    request: { limits: { maxBytes: Number.MAX_SAFE_INTEGER, maxEntries: 10 } },
  },
];

function signedWithTotals(
  world: World,
  body: { readonly path: string; readonly bytes: Uint8Array },
  manifest: { readonly alg: string; readonly bytes: number; readonly entries: number; readonly hex: string },
): ForgedMember[] {
  const members = signedMembers(world, { payload: [body], head: { manifest } });
  const info = text(
    `Bagging-Date: 2026-11-22\nExternal-Identifier: siteA-siteB-e01-000001\nPayload-Oxum: ${manifest.bytes}.${manifest.entries}\nSource-Organization: siteA\n`,
  );
  const bent = replace(members, 'bag-info.txt', (member) => ({ ...member, bytes: info }));
  const tags = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt', 'package.json', release, site].map(
    (path) => {
      const bytes = bent.find((member) => pathOf(member) === path)?.bytes ?? empty;
      return `${hexOf(Buffer.from(bytes).toString('utf8'))}  ${path}\n`;
    },
  );
  return replace(bent, 'tagmanifest-sha256.txt', (member) => ({ ...member, bytes: text(tags.join('')) }));
}

const badNames = [
  '../package.json',
  './package.json',
  '/package.json',
  '../../etc/passwd',
  'C:/package.json',
  'a\\b',
  '//srv/x',
  'CON',
  'x/CON.txt',
  'x/y.',
  'x/\u202ey',
  'x//y',
  'x/.',
  'x/..',
  'x/\u00e9',
  'x/e\u0301',
  ' x/y',
  'x/y\n',
];

export const tarCases: readonly HostileCase[] = [
  ...badNames.map((name) =>
    bentTar(20, `first member ${JSON.stringify(name)}`, 'E_TAR_NAME', (members) => first(members, { name })),
  ),
  ...badNames.map((name) =>
    bentTar(20, `payload member ${JSON.stringify(name)}`, 'E_TAR_NAME', (members) => [
      ...members,
      { name: `siteA-siteB-e01-000001/${name}`, bytes: empty },
    ]),
  ),
  bentTar(20, 'root folder ..', 'E_TAR_NAME', (members) =>
    members.map((member) => ({ ...member, name: `../${pathOf(member)}` })),
  ),
  bentTar(20, 'root folder of another package', 'E_TAR_NAME', (members) =>
    members.map((member) => ({ ...member, name: `siteA-siteB-e01-000002/${pathOf(member)}` })),
  ),
  bentTar(20, 'case twin', 'E_UNLISTED', (members) => [...members, extra('data/RECORDS.jsonl')]),
  ...['1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'S', 'x', 'g', '\0'].map((type) =>
    bentTar(21, `type ${JSON.stringify(type)}`, 'E_TAR_TYPE', (members) => first(members, { type })),
  ),
  bentTar(21, 'type 5 as a payload member', 'E_TAR_TYPE', (members) => [
    ...members,
    { ...extra('data'), type: '5', bytes: empty },
  ]),
  bentTar(22, 'base-256 size', 'E_TAR_SIZE', (members) =>
    first(members, { bend: (header) => header.set([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0], 124) }),
  ),
  bentTar(22, 'negative size', 'E_TAR_SIZE', (members) =>
    first(members, { bend: (header) => header.fill(0xff, 124, 136) }),
  ),
  bentTar(22, '8 GiB size in the first member', 'E_TAR_SIZE', (members) =>
    first(members, { bend: (header) => void header.write('77777777777\0', 124, 'latin1') }),
  ),
  bentTar(22, 'bad checksum', 'E_TAR_CHECKSUM', (members) =>
    first(members, { breakSum: (header) => void header.write('000000', 148, 'latin1') }),
  ),
  bentTar(23, 'bytes in the padding', 'E_TAR_PADDING', (members) => first(members, { padding: 65 })),
  bentTar(23, 'bytes after the NUL of a name', 'E_TAR_PADDING', (members) =>
    first(members, { bend: (header) => void header.write('hidden', 80, 'latin1') }),
  ),
  bentTar(23, 'bytes in the owner name', 'E_TAR_PADDING', (members) =>
    first(members, { bend: (header) => void header.write('root', 265, 'latin1') }),
  ),
  bentTar(23, 'bytes after the header prefix', 'E_TAR_PADDING', (members) =>
    first(members, { bend: (header) => void header.write('x', 505, 'latin1') }),
  ),
  bentTar(23, 'mode, owner or time set', 'E_TAR_HEADER', (members) =>
    first(members, { bend: (header) => void header.write('0000755\0', 100, 'latin1') }),
  ),
  bentTar(
    23,
    'bytes after the end of the archive',
    'E_TAR_PADDING',
    (m) => m,
    joinBytes([new Uint8Array(1024), new Uint8Array(512).fill(1)]),
  ),
  bentTar(23, 'no end blocks', 'E_TAR_END', (m) => m, empty),
  bentTar(23, 'a single zero block', 'E_TAR_END', (m) => m, new Uint8Array(512)),
  bentTar(23, 'endless zeros after the end', 'E_TAR_PADDING', (m) => m, new Uint8Array(1_000_000)),
];

const line = (json: string): Uint8Array => text(`${json}\n`);
export const recordCases: readonly HostileCase[] = [
  ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a])],
  ['byte order mark', line('\ufeff{"id":"1","type":"t"}')],
  ['lone surrogate', line('{"id":"1","type":"t","x":"\\ud800"}')],
  [
    'depth of a hundred thousand',
    line(`{"id":"1","type":"t","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ],
  ['number 1e400', line('{"id":"1","type":"t","x":1e400}')],
  ['integer that loses its value', line('{"id":"1","type":"t","x":9007199254740993}')],
  ['duplicate key', line('{"id":"1","type":"t","id":"2"}')],
  ['duplicate id', line('{"id":"1","type":"t"}\n{"id":"1","type":"t"}')],
  ['no type', line('{"id":"1"}')],
  ['an array', line('[1]')],
  ['CR before LF', line('{"id":"1","type":"t"}\r')],
  ['empty line', line('')],
  ['no line end', text('{"id":"1","type":"t"}')],
  ['line over 1 MiB', line(`{"id":"1","type":"t","x":"${'a'.repeat(1_100_000)}"}`)],
  ['not JSON', line('{"id":"1",}')],
].map(([name, bytes]) =>
  signed(27, `records: ${String(name)}`, 'E_RECORDS', (w) => membersWithRecords(w, bytes as Uint8Array)),
);
