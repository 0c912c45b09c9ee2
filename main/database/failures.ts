import { AppError, type ErrorCode } from '../../shared/errors.ts';

/** A statement that the database refused for a reason no caller announced. Carries no bound values. */
export class StatementError extends Error {
  /** SQLite's name of the failure, such as SQLITE_CONSTRAINT. */
  readonly sqliteCode: string;

  constructor(sqliteCode: string, message: string) {
    super(message);
    this.name = 'StatementError';
    this.sqliteCode = sqliteCode;
  }
}

const byCode: Readonly<Record<string, ErrorCode>> = {
  SQLITE_BUSY: 'database.busy',
  SQLITE_LOCKED: 'database.busy',
  SQLITE_INTERRUPT: 'database.busy',
  SQLITE_FULL: 'database.disk-full',
  SQLITE_CORRUPT: 'database.damaged',
  SQLITE_NOTADB: 'database.damaged',
};

/** Messages of the triggers that guard the rules, and what a person is told when one of them had to act. */
const byTrigger: Readonly<Record<string, ErrorCode>> = {
  'posts are exclusive': 'people.exclusive-post',
  'archived record is frozen': 'record.frozen',
};

/**
 * Turns what the binding threw into the error the rest of the program knows: an AppError where there is a
 * sentence for it, else a {@link StatementError}.
 */
export function toFailure(error: unknown): AppError | StatementError {
  if (error instanceof AppError || error instanceof StatementError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  const trigger = Object.keys(byTrigger).find((text) => message.endsWith(text));
  const known = trigger ? byTrigger[trigger] : byCode[code];
  return known ? new AppError(known) : new StatementError(code, message);
}

/** The `code` of a system or SQLite error, or an empty text. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}
