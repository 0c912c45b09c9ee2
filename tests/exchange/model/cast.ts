import type { KeyPair } from '../../../main/exchange/crypto/sshKeys.ts';
import type { Role } from '../../../shared/policy/roles.ts';

/** A site's filled database as it is before every history, and the secrets that no database holds. */
export interface Template {
  readonly code: string;
  readonly file: string;
  readonly key: Buffer;
  readonly root: KeyPair;
  readonly seeds: ReadonlyMap<string, Uint8Array>;
  readonly uids: Readonly<Record<Hand, string>>;
}

/** Who acts at a site. */
export type Hand = 'officer' | 'approver' | 'leader';
/** Everybody of a site. */
export const hands: readonly Hand[] = ['officer', 'approver', 'leader'];
/** The center and its units. */
export const kindOf = (code: string) => (code === 'HQ' ? 'center' : 'unit');
/** Role of each hand at a site. */
export const rolesOf = (code: string): Readonly<Record<Hand, Role>> => ({
  officer: code === 'HQ' ? 'informationOfficer' : 'unitOfficer',
  approver: 'securityAdmin',
  leader: code === 'HQ' ? 'centerLeader' : 'unitLeader',
});
let ticks = 0;
/** Moves by a second with every question, so that moments differ. */
export const clock = (): Date => new Date(Date.parse('2026-11-23T01:00:00.000Z') + ++ticks * 1000);
