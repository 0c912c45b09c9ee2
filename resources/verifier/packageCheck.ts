import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { Decrypter } from 'age-encryption';
import { walkArchive } from './archive.ts';
import { demand, Failure } from './failure.ts';
import { jcs } from './jcs.ts';
import { type AllowedSigner, verifySignature } from './signature.ts';

const order = [
  'package.json',
  'package.json.site.sig',
  'package.json.release.sig',
  'manifest-sha256.txt',
  'bagit.txt',
  'bag-info.txt',
  'tagmanifest-sha256.txt',
] as const;
const limits: Readonly<Record<string, number>> = {
  'package.json': 256 * 1024,
  'package.json.site.sig': 8192,
  'package.json.release.sig': 8192,
  'manifest-sha256.txt': 64 * 1024 * 1024,
};
const headKeys =
  'ack audit_head created_by encrypted_to epoch format kind manifest min_reader next_expected period prev recipient records released_at released_by required_signatures roster sender seq suite';

/** What a verified package says, for the report. */
export interface PackageReport {
  readonly name: string;
  readonly digest: string;
  readonly head: Readonly<Record<string, unknown>>;
  readonly sitePrincipal: string;
  readonly releasePrincipal: string;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The file, or all its volumes in order. */
function volumesOf(file: string): string[] {
  if (!file.endsWith('.age.000')) return [file];
  const paths: string[] = [];
  for (let index = 0; index < 1000; index += 1) {
    const path = `${file.slice(0, -3)}${String(index).padStart(3, '0')}`;
    if (!existsSync(path)) break;
    paths.push(path);
  }
  return paths;
}

async function* chunks(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  let first = true;
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 17 })) {
      const bytes = chunk as Buffer;
      if (first) {
        const start = bytes.subarray(0, 65_536).toString('latin1');
        // The library reads a header of any length; a real one is far below this.
        demand(start.includes('\n--- '), '加密文件头缺失或过长', 'age header missing or too long');
        demand(!start.includes('\n-> scrypt '), '用口令加密的文件不是数据包', 'sealed with a passphrase');
      }
      first = false;
      yield bytes;
    }
  }
  demand(!first, '文件为空', 'file is empty');
}

async function* decrypted(file: string, identities: readonly string[]): AsyncGenerator<Uint8Array> {
  const iterator = chunks(volumesOf(file));
  const failure: { cause: unknown } = { cause: undefined };
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      } catch (cause) {
        failure.cause = cause;
        controller.error(cause);
      }
    },
  });
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    const reader = (await decrypter.decrypt(source)).getReader();
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      yield next.value;
    }
  } catch (cause) {
    if (failure.cause !== undefined) throw failure.cause;
    if (cause instanceof Failure) throw cause;
    throw new Failure(
      '无法解密：密钥不符，或文件被截断、改动',
      `cannot decrypt (${cause instanceof Error ? cause.message : 'unknown'})`,
    );
  }
}

/** State of one check, fed member by member. */
class PackageCheck {
  readonly #signers: readonly AllowedSigner[];
  readonly #small = new Map<string, Buffer>();
  #root: string | null = null;
  #index = 0;
  #name = '';
  #parts: Buffer[] = [];
  #hash: Hash = createHash('sha256');
  #expected: { readonly sha256: string; readonly path: string }[] = [];
  #head: Record<string, unknown> = {};
  #principals: readonly [string, string] = ['', ''];
  #bytes = 0;
  #lines = 0;
  #lastByte = 10;

  constructor(signers: readonly AllowedSigner[]) {
    this.#signers = signers;
  }

  begin(name: string, size: number): void {
    const slash = name.indexOf('/');
    this.#root ??= name.slice(0, slash);
    demand(name.startsWith(`${this.#root}/`), '成员不在同一根目录下', 'member outside the root folder');
    const path = name.slice(this.#root.length + 1);
    const wanted = order[this.#index] ?? this.#expected[this.#index - order.length]?.path;
    demand(
      path === wanted,
      `成员缺失、多余或次序不符：${JSON.stringify(path)}`,
      `member missing, unlisted or out of order: ${JSON.stringify(path)}`,
    );
    demand(this.#index >= order.length || size <= (limits[path] ?? 65_536), '成员过大', 'member too large');
    this.#name = path;
    this.#parts = [];
    this.#hash = createHash('sha256');
  }

  content(part: Uint8Array): void {
    if (this.#index < order.length) {
      this.#parts.push(Buffer.from(part));
      return;
    }
    this.#hash.update(part);
    this.#bytes += part.length;
    if (this.#name === 'data/records.jsonl') {
      for (const byte of part) if (byte === 10) this.#lines += 1;
      this.#lastByte = part.at(-1) ?? 10;
    }
  }

  end(): void {
    if (this.#index < order.length) this.#small.set(this.#name, Buffer.concat(this.#parts));
    else {
      const { sha256: wanted = '', path = '' } = this.#expected[this.#index - order.length] ?? {};
      demand(
        this.#hash.digest('hex') === wanted,
        `内容与清单不符：${path}`,
        `content differs from manifest: ${path}`,
      );
    }
    this.#index += 1;
    if (this.#index === 3) this.#checkHead();
    if (this.#index === 4) this.#checkManifest();
    if (this.#index === order.length) this.#checkBag();
  }

  #file(name: string): Buffer {
    return this.#small.get(name) ?? Buffer.alloc(0);
  }

  #checkHead(): void {
    const raw = this.#file('package.json');
    const site = verifySignature(this.#signers, 'xpkg-site-v1', raw, this.#file('package.json.site.sig'));
    const release = verifySignature(
      this.#signers,
      'xpkg-release-v1',
      raw,
      this.#file('package.json.release.sig'),
    );
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
    const head: unknown = JSON.parse(text);
    demand(`${jcs(head)}\n` === text, 'package.json 不是规范形式', 'package.json is not canonical');
    this.#head = head as Record<string, unknown>;
    const { format, suite, sender, recipient, epoch, seq, released_by: by } = this.#head;
    demand(
      format === 'xpkg/1' && suite === 'age-x25519+sshsig-ed25519+sha256' && this.#head.min_reader === 1,
      '数据包由更新版本制作，需要新版核验工具',
      'needs newer version',
    );
    demand(
      ['delta', 'snapshot', 'void', 'receipt'].includes(String(this.#head.kind)),
      '类别未知，需要新版核验工具',
      'unknown kind, needs newer version',
    );
    demand(
      jcs(this.#head.required_signatures) === '["site","release"]',
      '声明的签名要求不符',
      'required_signatures is not site and release',
    );
    demand(
      Object.keys(this.#head).sort().join(' ') === headKeys,
      'package.json 栏目不符',
      'unexpected keys in package.json',
    );
    const name = `${String(sender)}-${String(recipient)}-${String(epoch)}-${String(seq).padStart(6, '0')}`;
    demand(name === this.#root, '根目录与 package.json 不符', 'root folder differs from package.json');
    const person = (by as { readonly key?: unknown }).key;
    const sitePrincipal = site.find(
      (principal) => principal.endsWith(`@${String(sender)}`) || principal === sender,
    );
    demand(sitePrincipal !== undefined, '站点签名不属于发送站点', 'site signature is not by the sender');
    demand(
      typeof person === 'string' && release.includes(person),
      '放行签名不属于声明的放行人',
      'release signature is not by released_by',
    );
    demand(
      !site.some((principal) => release.includes(principal)),
      '两个签名出自同一人',
      'both signatures by one key',
    );
    this.#principals = [sitePrincipal, person];
  }

  #manifestFacts(): { bytes?: unknown; entries?: unknown; hex?: unknown } {
    return this.#head.manifest as { bytes?: unknown; entries?: unknown; hex?: unknown };
  }

  #checkManifest(): void {
    const raw = this.#file('manifest-sha256.txt');
    const facts = this.#manifestFacts();
    demand(
      sha256(raw) === facts.hex,
      '清单摘要与 package.json 不符',
      'manifest digest differs from package.json',
    );
    const lines = raw.toString('latin1').split('\n');
    demand(lines.pop() === '', '清单末行没有换行', 'manifest does not end in LF');
    let previous = '';
    this.#expected = lines.map((line) => {
      const match = /^([0-9a-f]{64}) {2}(data\/(?:records\.jsonl|files\/([0-9a-f]{64})))$/.exec(line);
      demand(match !== null, '清单有不合规的行', 'malformed manifest line');
      const [, digest = '', path = '', named] = match;
      demand(
        named === undefined || named === digest,
        '附件名与摘要不符',
        'attachment name differs from its digest',
      );
      demand(path > previous, '清单次序不符或重复', 'manifest not in strict order');
      previous = path;
      return { sha256: digest, path };
    });
    demand(previous === 'data/records.jsonl', '清单缺少记录文件', 'manifest lacks the records');
    demand(this.#expected.length === facts.entries, '文件数与声明不符', 'entry count differs');
  }

  #checkBag(): void {
    const facts = this.#manifestFacts();
    const info = [
      `Bagging-Date: ${String(this.#head.released_at).slice(0, 10)}`,
      `External-Identifier: ${String(this.#root)}`,
      `Payload-Oxum: ${String(facts.bytes)}.${String(facts.entries)}`,
      `Source-Organization: ${String(this.#head.sender)}`,
      '',
    ].join('\n');
    const tags = [
      'bag-info.txt',
      'bagit.txt',
      'manifest-sha256.txt',
      'package.json',
      'package.json.release.sig',
      'package.json.site.sig',
    ]
      .map((name) => `${sha256(this.#file(name))}  ${name}\n`)
      .join('');
    const sound =
      this.#file('bagit.txt').toString('latin1') ===
        'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' &&
      this.#file('bag-info.txt').toString('latin1') === info &&
      this.#file('tagmanifest-sha256.txt').toString('latin1') === tags;
    demand(sound, '袋装说明文件不符', 'bag files differ from what package.json implies');
  }

  /** After the end of the archive. */
  report(): PackageReport {
    demand(this.#index === order.length + this.#expected.length, '成员不全', 'members are missing');
    demand(this.#bytes === this.#manifestFacts().bytes, '总字节数与声明不符', 'byte total differs');
    const records = (this.#head.records as { readonly count?: unknown }).count;
    demand(this.#lines === records && this.#lastByte === 10, '记录行数与声明不符', 'record count differs');
    return {
      name: this.#root ?? '',
      digest: sha256(this.#file('package.json')),
      head: this.#head,
      sitePrincipal: this.#principals[0],
      releasePrincipal: this.#principals[1],
      files: this.#expected.length,
      bytes: this.#bytes,
      records: this.#lines,
    };
  }
}

/** Opens and checks one package from first to last byte. Throws a Failure at the first thing that is wrong. */
export async function checkPackage(
  file: string,
  identities: readonly string[],
  signers: readonly AllowedSigner[],
): Promise<PackageReport> {
  const check = new PackageCheck(signers);
  await walkArchive(decrypted(file, identities), check);
  return check.report();
}
