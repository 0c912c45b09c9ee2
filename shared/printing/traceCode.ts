import type { SiteCode } from '../ids.ts';
import { siteCodePattern } from '../ids.ts';

// 31 signs, a prime number, so that the check sign finds every wrong sign and every swap; 1, I, L, O and U are left out.
const signs = '023456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 9;

/** Number of random bytes that {@link makeTraceCode} needs. */
export const traceCodeBytes = 18;

/**
 * Makes a trace code such as `HQ-7K3M9-QXT4W`: site, nine random signs (44 bits), one check sign.
 * @param random exactly {@link traceCodeBytes} bytes from a cryptographic source
 */
export function makeTraceCode(site: SiteCode, random: Uint8Array): string {
  if (random.length !== traceCodeBytes)
    throw new RangeError(`makeTraceCode needs ${traceCodeBytes} random bytes`);
  let body = '';
  for (let index = 0; index < length; index += 1) {
    const value = (random[2 * index] ?? 0) * 256 + (random[2 * index + 1] ?? 0);
    body += signs[value % signs.length];
  }
  return formatted(site, `${body}${checkSign(site, body)}`);
}

/**
 * Reads a trace code as a person types it: any letter case, spaces and hyphens anywhere after the site, O for 0.
 * @returns the code as printed, or null when it is no trace code or the check sign does not fit
 */
export function parseTraceCode(typed: string): string | null {
  const [, site = '', rest = ''] = /^\s*([A-Za-z][A-Za-z0-9]{1,7})[\s-]+(.+)$/.exec(typed) ?? [];
  const code = site.toUpperCase();
  if (!siteCodePattern.test(code)) return null;
  const body = rest.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0');
  if (body.length !== length + 1 || [...body].some((sign) => !signs.includes(sign))) return null;
  if (checkSign(code, body.slice(0, length)) !== body[length]) return null;
  return formatted(code, body);
}

function formatted(site: string, body: string): string {
  return `${site}-${body.slice(0, 5)}-${body.slice(5)}`;
}

function checkSign(site: string, body: string): string {
  let sum = 0;
  for (const [index, sign] of [...body].entries()) sum += (index + 1) * signs.indexOf(sign);
  for (const [index, sign] of [...site].entries()) sum += (length + index + 2) * (sign.charCodeAt(0) - 48);
  return signs[sum % signs.length] ?? '';
}
