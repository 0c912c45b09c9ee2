import { PackageError } from './packageError.ts';

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** A JSON object; own enumerable keys only. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** What a strict parse admits. */
export interface StrictOptions {
  /** Deepest nesting of arrays and objects. Default 32. */
  readonly maxDepth?: number;
  /** `integers`: safe integers only (package.json, rosters). `finite`: also fractions (record lines). */
  readonly numbers?: 'integers' | 'finite';
}

const defaultDepth = 32;

/** True for a plain JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function admitString(text: string): string {
  // The stock serialiser would escape a lone surrogate and thereby hide it.
  if (!text.isWellFormed()) throw new PackageError('E_NOT_CANONICAL', '字符串含不成对的代理码元');
  return JSON.stringify(text);
}

function admitNumber(value: number, numbers: 'integers' | 'finite'): string {
  if (!Number.isFinite(value)) throw new PackageError('E_NOT_CANONICAL', '数值溢出');
  if (Number.isInteger(value) ? !Number.isSafeInteger(value) : numbers === 'integers') {
    throw new PackageError('E_NOT_CANONICAL', '只允许安全范围内的整数');
  }
  return JSON.stringify(value);
}

function write(value: unknown, depth: number, numbers: 'integers' | 'finite'): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return admitNumber(value, numbers);
  if (typeof value === 'string') return admitString(value);
  if (depth === 0) throw new PackageError('E_NOT_CANONICAL', '嵌套过深');
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth - 1, numbers)).join(',')}]`;
  if (isJsonObject(value)) {
    const parts: string[] = [];
    // Default sort compares UTF-16 code units, which is what RFC 8785 asks for.
    for (const key of Object.keys(value).sort()) {
      const item = value[key];
      if (item !== undefined) parts.push(`${admitString(key)}:${write(item, depth - 1, numbers)}`);
    }
    return `{${parts.join(',')}}`;
  }
  throw new PackageError('E_NOT_CANONICAL', '含有 JSON 之外的值');
}

/**
 * JSON Canonicalization Scheme (RFC 8785) text of a value, without a line end.
 * Keys whose value is `undefined` are left out. Throws E_NOT_CANONICAL for lone surrogates, numbers outside
 * `options.numbers`, values JSON does not have, and nesting deeper than `options.maxDepth`.
 */
export function canonicalText(value: unknown, options: StrictOptions = {}): string {
  return write(value, options.maxDepth ?? defaultDepth, options.numbers ?? 'integers');
}

/** `canonicalText` + LF as UTF-8: the byte form of package.json and rosters. */
export function canonicalBytes(value: unknown, options: StrictOptions = {}): Uint8Array {
  return new TextEncoder().encode(`${canonicalText(value, options)}\n`);
}

/** Strict UTF-8 decode that keeps a byte order mark visible. Throws E_NOT_CANONICAL. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PackageError('E_NOT_CANONICAL', '不是有效的 UTF-8');
  }
}

/** Nesting and number of object members as written, found without building anything. */
function scan(text: string, maxDepth: number): number {
  let depth = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > maxDepth) throw new PackageError('E_NOT_CANONICAL', '嵌套过深');
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
    else if (unit === 0x3a) members += 1;
  }
  return members;
}

function countMembers(value: JsonValue): number {
  if (Array.isArray(value)) {
    return value.reduce((sum: number, item: JsonValue) => sum + countMembers(item), 0);
  }
  if (!isJsonObject(value)) return 0;
  let sum = 0;
  for (const key of Object.keys(value)) sum += 1 + countMembers(value[key] ?? null);
  return sum;
}

/**
 * Strict JSON: bounded depth (checked before parsing), no duplicate keys, no lone surrogates, no numbers that lose
 * their value, no byte order mark. Need not be canonical. Throws E_NOT_CANONICAL.
 */
export function parseStrict(text: string, options: StrictOptions = {}): JsonValue {
  const written = scan(text, options.maxDepth ?? defaultDepth);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw new PackageError('E_NOT_CANONICAL', '不是有效的 JSON');
  }
  // A repeated key leaves fewer members in the value than colons in the text.
  if (countMembers(value) !== written) throw new PackageError('E_NOT_CANONICAL', '有重复的键');
  canonicalText(value, options);
  return value;
}

/**
 * Parse bytes that must already be canonical: `JCS(parse(bytes)) + "\n" === bytes`.
 * Call it only after the signature over the raw bytes has been verified. Throws E_NOT_CANONICAL.
 */
export function parseCanonical(bytes: Uint8Array, options: StrictOptions = {}): JsonValue {
  const text = decodeUtf8(bytes);
  const value = parseStrict(text, options);
  if (`${canonicalText(value, options)}\n` !== text) throw new PackageError('E_NOT_CANONICAL');
  return value;
}
