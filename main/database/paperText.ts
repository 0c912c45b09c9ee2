import { createHash } from 'node:crypto';

const kinds = ['S', 'W', 'T', 'R'] as const;

/** Bytes as they stand on paper, to be typed back by a person. */
export interface PaperText {
  /** What it is: S a share, W the wrapped key, T the station secret, R a receipt for packages. */
  readonly kind: (typeof kinds)[number];
  /** Lower-case hexadecimal name, such as the split with the share's number. */
  readonly label: string;
  readonly bytes: Buffer;
}

/** Crockford's alphabet: no I, L, O, U, so that nothing on paper is mistaken for something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const checkLength = 8;
const group = 5;

/** `S-1a2b3c4d1-` and the bytes in groups of five, the last eight characters being a checksum over everything before. */
export function toPaper({
  kind,
  label,
  bytes,
}: Omit<PaperText, 'bytes'> & { readonly bytes: Uint8Array }): string {
  const body = encode(bytes) + checkOf(kind, label, bytes);
  const groups = body.match(new RegExp(`.{1,${group}}`, 'g')) ?? [];
  return `${kind}-${label.toUpperCase()}-${groups.join(' ')}`;
}

/** Reads {@link toPaper} as typed: case, blanks and the look-alikes I, L and O do not matter; undefined when a character is wrong. */
export function fromPaper(text: string): PaperText | undefined {
  const [letter, label, ...rest] = text.normalize('NFKC').trim().toUpperCase().split('-');
  const kind = kinds.find((one) => one === letter);
  if (kind === undefined || !/^[0-9A-F]{8,9}$/.test(label ?? '')) return undefined;
  const typed = rest.join('').replaceAll(/\s/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (typed.length <= checkLength || [...typed].some((character) => !alphabet.includes(character)))
    return undefined;
  const bytes = decode(typed.slice(0, -checkLength));
  const name = (label ?? '').toLowerCase();
  const whole = encode(bytes) + checkOf(kind, name, bytes);
  return whole === typed ? { kind, label: name, bytes } : undefined;
}

function checkOf(kind: string, label: string, bytes: Uint8Array): string {
  const digest = createHash('sha256').update(`paper/1 ${kind} ${label} `).update(bytes).digest();
  return encode(digest.subarray(0, 5)).slice(0, checkLength);
}

function encode(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

function decode(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    held = (held << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}
