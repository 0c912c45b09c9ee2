import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

interface Member {
  readonly name: string;
  readonly content: string;
  readonly executable?: boolean;
}

/** The sentinel before the fuses, version 1, nine fuses, all on: what the real program carries. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, 9]),
  Buffer.from('1'.repeat(9), 'latin1'),
]).toString('latin1');

const members: readonly Member[] = [
  { name: 'electron', content: `#!/bin/sh\nexit 1\n${fuseWire}\n`, executable: true },
  { name: 'chrome-sandbox', content: '#!/bin/sh\nexit 1\n', executable: true },
  { name: 'chrome_crashpad_handler', content: '#!/bin/sh\nexit 1\n', executable: true },
  { name: 'LICENSE', content: 'stand-in\n' },
  { name: 'LICENSES.chromium.html', content: '<p>stand-in</p>\n' },
  { name: 'icudtl.dat', content: 'stand-in' },
  { name: 'resources.pak', content: 'stand-in' },
  { name: 'locales/zh-CN.pak', content: 'stand-in' },
  { name: 'resources/default_app.asar', content: 'stand-in' },
  { name: 'version', content: '45.4.1' },
];

/** Local header and central entry of one stored (not compressed) member. */
function entryOf(member: Member, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(member.name);
  const content = Buffer.from(member.content, 'latin1');
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, content]);

  const tail = Buffer.alloc(14);
  const mode = member.executable === true ? 0o100755 : 0o100644;
  tail.writeUInt32LE((mode << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  // Made by Unix (3), so that the mode counts.
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    Buffer.from([20, 3]),
    fields,
    tail,
    name,
  ]);
  return { local, central };
}

/**
 * Writes a zip of ten small files in the place of Electron's, for machines that cannot download it.
 * @param file path of the zip; the packager asks for `electron-v<version>-<platform>-<arch>.zip`
 */
export function writeStandInZip(file: string): void {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { local, central } = entryOf(member, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  writeFileSync(file, Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]));
}
