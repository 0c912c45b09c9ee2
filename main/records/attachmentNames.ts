import { AppError } from '../../shared/errors.ts';

/** A file name as it is kept; null for names that no file system would give back unchanged, or that deceive the eye. */
export function keptName(name: string): string | null {
  const plain = name.normalize('NFC').trim();
  const bad = plain === '' || plain === '.' || plain === '..' || /[\p{Cc}\p{Cf}/\\]/u.test(plain);
  return bad || Buffer.byteLength(plain) > 255 ? null : plain;
}

/**
 * {@link keptName} of a name that a person or a scanner gave.
 * @throws AppError attachment.bad-name
 */
export function requireName(name: string): string {
  const plain = keptName(name);
  if (plain === null) throw new AppError('attachment.bad-name');
  return plain;
}
