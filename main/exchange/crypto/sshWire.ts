import { PackageError } from '../format/packageError.ts';

/** SSH wire encoding (RFC 4251 section 5) of what keys and signatures need. */
export class WireWriter {
  readonly #parts: Uint8Array[] = [];

  /** Bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  /** `uint32`. */
  uint32(value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value);
    return this.raw(bytes);
  }

  /** `string`: length and bytes; text is UTF-8. */
  string(value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return this.uint32(bytes.length).raw(bytes);
  }

  /** All that was written. */
  bytes(): Uint8Array {
    return joinBytes(this.#parts);
  }
}

/** Reads SSH wire encoding; every length is checked before use. Throws E_SSHSIG. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Exactly `length` bytes. */
  raw(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new PackageError('E_SSHSIG', '长度不符');
    const out = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return out;
  }

  /** `uint32`. */
  uint32(): number {
    const bytes = this.raw(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  }

  /** `string` as bytes. */
  string(): Uint8Array {
    return this.raw(this.uint32());
  }

  /** `string` as printable ASCII. */
  text(): string {
    const text = Buffer.from(this.string()).toString('latin1');
    if (!/^[\x20-\x7e]*$/.test(text)) throw new PackageError('E_SSHSIG', '非 ASCII 字段');
    return text;
  }

  /** Refuses anything left over. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new PackageError('E_SSHSIG', '尾部有多余数据');
  }
}

/** One array from many. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** True when both hold the same bytes. For public values only: it does not run in constant time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** PEM-like armor as ssh-keygen writes it: base64 in lines of 70, LF. */
export function armor(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Inverse of `armor`. Lines up to 76 characters, LF only, canonical base64, nothing before or after. Throws E_SSHSIG. */
export function unarmor(label: string, text: string): Uint8Array {
  const lines = text.split('\n');
  const last = lines.length - 1;
  if (
    lines[0] !== `-----BEGIN ${label}-----` ||
    lines[last] !== '' ||
    lines[last - 1] !== `-----END ${label}-----`
  ) {
    throw new PackageError('E_SSHSIG', '封装行不符');
  }
  const body = lines.slice(1, last - 1);
  if (!body.every((line) => /^[A-Za-z0-9+/=]{1,76}$/.test(line))) {
    throw new PackageError('E_SSHSIG', '封装行不符');
  }
  return decodeBase64(body.join(''));
}

/** Canonical base64 with padding. Throws E_SSHSIG for any other spelling of the same bytes. */
export function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new PackageError('E_SSHSIG', 'base64 不规范');
  return new Uint8Array(bytes);
}
