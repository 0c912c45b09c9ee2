import { AppError } from '../../shared/errors.ts';

/** A value that goes into the database unchanged and comes back the same. */
export type SqlValue = string | number | null | Uint8Array;

/** What the driver has to know about one SQL text. */
export interface StatementShape {
  /** Number of `?` placeholders. */
  readonly placeholders: number;
  /** True when the text answers with rows (SELECT, RETURNING, PRAGMA, EXPLAIN …). */
  readonly answersRows: boolean;
}

const rowWords = new Set(['SELECT', 'WITH', 'VALUES', 'PRAGMA', 'EXPLAIN']);

/** End of the quoted part or comment that starts at `from`, or `from` when none starts there. */
function skipQuoted(sql: string, from: number): number {
  const character = sql[from];
  if (character === "'" || character === '"' || character === '`') {
    const end = sql.indexOf(character, from + 1);
    return end < 0 ? sql.length : end + 1;
  }
  if (character === '[') {
    const end = sql.indexOf(']', from);
    return end < 0 ? sql.length : end + 1;
  }
  if (character === '-' && sql[from + 1] === '-') {
    const end = sql.indexOf('\n', from);
    return end < 0 ? sql.length : end + 1;
  }
  if (character === '/' && sql[from + 1] === '*') {
    const end = sql.indexOf('*/', from + 2);
    return end < 0 ? sql.length : end + 2;
  }
  return from;
}

/**
 * Reads the shape of one SQL statement.
 * @throws Error when the text holds more than one statement: the binding would run the first and drop the
 * rest without a word. (CREATE TRIGGER bodies hold semicolons; they are one statement.)
 */
export function shapeOf(sql: string): StatementShape {
  let placeholders = 0;
  let ended = false;
  let returning = false;
  const words: string[] = [];
  let position = 0;
  while (position < sql.length) {
    const skipped = skipQuoted(sql, position);
    if (skipped > position) {
      if (ended && !/^(--|\/\*)/.test(sql.slice(position, position + 2))) throw severalStatements();
      position = skipped;
      continue;
    }
    const character = sql[position] ?? '';
    const word = /^[A-Za-z_]\w*/.exec(sql.slice(position, position + 32))?.[0];
    if (ended && !/[\s;]/.test(character)) throw severalStatements();
    if (word) {
      if (words.length < 4) words.push(word.toUpperCase());
      if (word.toUpperCase() === 'RETURNING') returning = true;
      position += word.length;
      continue;
    }
    if (character === '?') placeholders++;
    if (character === ';' && !isTrigger(words)) ended = true;
    position++;
  }
  return { placeholders, answersRows: returning || rowWords.has(words[0] ?? '') };
}

function isTrigger(words: readonly string[]): boolean {
  return words[0] === 'CREATE' && words.slice(1).includes('TRIGGER');
}

function severalStatements(): Error {
  return new Error('one statement at a time: the SQL binding would drop everything after the first');
}

/**
 * Turns a bind value into one that the binding stores exactly.
 * The binding itself turns BigInt, `undefined` and NaN into NULL, rounds integers beyond 2^53, replaces lone
 * surrogates, turns objects into their text and an empty blob into NULL; each of these is refused here.
 * @throws AppError database.value-unsafe
 */
export function toBindable(value: unknown): string | number | null | Buffer {
  if (value === null) return null;
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value;
  } else if (typeof value === 'number') {
    if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  } else if (typeof value === 'boolean') {
    return value ? 1 : 0;
  } else if (value instanceof Uint8Array && value.byteLength > 0) {
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  throw new AppError('database.value-unsafe');
}

/**
 * Checks the numbers of answered rows: an integer that JavaScript cannot hold was rounded by the binding.
 * @throws AppError database.value-unsafe
 */
export function checkRows(rows: readonly Readonly<Record<string, unknown>>[]): void {
  for (const row of rows) {
    for (const name in row) {
      const value = row[name];
      if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
        throw new AppError('database.value-unsafe');
      }
    }
  }
}
