import { keyPairFromSeed, publicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner } from '../../main/exchange/crypto/sshsig.ts';
import type { Roster } from '../../main/exchange/format/roster.ts';
import {
  type PayloadFacts,
  type SealedPackage,
  sealPackage,
} from '../../main/exchange/format/writePackage.ts';

const site = keyPairFromSeed(new Uint8Array(32).fill(1));
const person = keyPairFromSeed(new Uint8Array(32).fill(2));

/** Seals the first package of a site whose keys every process of a measurement knows, to a site that has this one recipient. */
export async function sealAlone(payload: PayloadFacts, recipient: string): Promise<SealedPackage> {
  return await sealPackage(
    payload,
    {
      ack: null,
      audit_head: null,
      created_by: { app: 'test', version: '1' },
      encrypted_to: [recipient],
      epoch: 'e01',
      kind: 'delta',
      next_expected: null,
      period: '2026-11',
      prev: null,
      recipient: 'siteB',
      recordsSchema: 'records/1',
      released_at: '2026-11-22T08:00:00Z',
      released_by: { key: 'person@siteA', name: 'x' },
      roster: { siteA: 1 },
      sender: 'siteA',
      seq: 1,
    },
    { site: memorySigner('site@siteA', site), release: memorySigner('person@siteA', person) },
  );
}

const key = (id: string, role: 'site' | 'release', publicKey: Uint8Array): Roster['keys'][number] => ({
  from: '2026-01-01',
  id,
  name: 'x',
  pub: publicKeyLine(publicKey),
  role,
  streams: [],
  to: null,
});

/** Its roster, as the reading process has it pinned. */
export const loneRoster: Roster = {
  age: [],
  epochs: [],
  format: 'xpkg-roster/1',
  issued_at: '2026-01-01T00:00:00Z',
  keys: [key('site@siteA', 'site', site.publicKey), key('person@siteA', 'release', person.publicKey)],
  kind: 'unit',
  prev: null,
  revocations: [],
  site: 'siteA',
  site_name: 'x',
  suites: ['age-x25519+sshsig-ed25519+sha256'],
  version: 1,
};
