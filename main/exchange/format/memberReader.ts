import { joinBytes } from '../crypto/sshWire.ts';
import { PackageError } from './packageError.ts';
import { readUstar, type TarMember } from './ustar.ts';

const rootGrammar = /^([A-Za-z][A-Za-z0-9_]{0,31}-[A-Za-z][A-Za-z0-9_]{0,31}-e[0-9]{2,4}-[0-9]{6,8})\//;

/** The next member a reader will admit. */
export interface WantedMember {
  /** Path below the root folder. */
  readonly path: string;
  readonly maxBytes: number;
  /** Refusal when another member, or none, is in its place. */
  readonly refusal: (found: string | null) => PackageError;
}

/**
 * Reads a package's archive member by member in an order fixed beforehand. Name and size are judged before a byte of the
 * content is taken; all members lie under the one root folder that the first member names.
 */
export class MemberReader {
  readonly #members: AsyncGenerator<TarMember>;
  #wanted: WantedMember | null = null;
  #atEnd: ((found: string) => PackageError) | null = null;
  #root: string | null = null;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#members = readUstar(source, (name, size) => this.#admit(name, size));
  }

  /** Root folder that the archive claims; null before the first member. */
  get root(): string | null {
    return this.#root;
  }

  #admit(name: string, size: number): void {
    this.#root ??= rootGrammar.exec(name)?.[1] ?? null;
    const root = this.#root;
    if (root === null || !name.startsWith(`${root}/`)) throw new PackageError('E_TAR_NAME', '根目录不符');
    const path = name.slice(root.length + 1);
    if (this.#atEnd !== null) throw this.#atEnd(path);
    if (this.#wanted === null || path !== this.#wanted.path) {
      throw this.#wanted?.refusal(path) ?? new PackageError('E_UNLISTED');
    }
    if (size > this.#wanted.maxBytes) throw new PackageError('E_TAR_SIZE', path);
  }

  /** The next member, which must be the wanted one. Read its body before the next call. */
  async next(wanted: WantedMember): Promise<TarMember> {
    this.#wanted = wanted;
    const next = await this.#members.next();
    if (next.done === true) throw wanted.refusal(null);
    return next.value;
  }

  /** The next member's content in memory; `wanted.maxBytes` bounds it. */
  async bytes(wanted: WantedMember): Promise<Uint8Array> {
    const member = await this.next(wanted);
    const parts: Uint8Array[] = [];
    for await (const part of member.body) parts.push(part.slice());
    return joinBytes(parts);
  }

  /** Demands the end of the archive and of the stream under it. */
  async end(refusal: (found: string) => PackageError): Promise<void> {
    this.#atEnd = refusal;
    const next = await this.#members.next();
    if (next.done !== true) throw refusal(next.value.name);
  }

  /** Stops early and closes the source. */
  async close(): Promise<void> {
    await this.#members.return(undefined);
  }
}
