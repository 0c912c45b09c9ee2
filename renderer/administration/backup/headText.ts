import type { Sha256Hex } from '../../../shared/ids.ts';

/** A head as typed from a receipt or a printed report, `序号:摘要`; undefined when it is none. */
export function headOf(text: string): { seq: number; digest: Sha256Hex } | undefined {
  const match = /^(\d{1,15})\s*[:：]\s*([0-9a-f]{64})$/i.exec(text.trim());
  return match === null
    ? undefined
    : { seq: Number(match[1]), digest: (match[2] ?? '').toLowerCase() as Sha256Hex };
}
