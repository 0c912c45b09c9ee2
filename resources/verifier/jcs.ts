import { demand } from './failure.ts';

/** Canonical JSON (RFC 8785) of a parsed value: sorted keys, no blanks, safe integers only. */
export function jcs(value: unknown, depth = 0): string {
  demand(depth < 64, 'JSON 嵌套过深', 'JSON nested too deeply');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    demand(Number.isSafeInteger(value), 'JSON 中有非整数或过大的数', 'JSON number is not a safe integer');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    demand(value.isWellFormed(), 'JSON 字符串不成对', 'lone surrogate in JSON string');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => jcs(item, depth + 1)).join(',')}]`;
  const entries = Object.entries(value as Record<string, unknown>);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${jcs(key)}:${jcs(item, depth + 1)}`).join(',')}}`;
}
