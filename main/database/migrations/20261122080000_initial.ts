import type { Migration } from '../migration.ts';
import { administration } from './20261122080000_initial/administration.ts';
import { audit } from './20261122080000_initial/audit.ts';
import { exchange } from './20261122080000_initial/exchange.ts';
import { figures } from './20261122080000_initial/figures.ts';
import { following } from './20261122080000_initial/following.ts';
import { keys } from './20261122080000_initial/keys.ts';
import { knowing } from './20261122080000_initial/knowing.ts';
import { people } from './20261122080000_initial/people.ts';
import { planning } from './20261122080000_initial/planning.ts';
import { printing } from './20261122080000_initial/printing.ts';
import { master, numbers, records } from './20261122080000_initial/records.ts';
import { restoration } from './20261122080000_initial/restoration.ts';
import { rules } from './20261122080000_initial/rules.ts';
import { sheets } from './20261122080000_initial/sheets.ts';
import { backups, site } from './20261122080000_initial/site.ts';
import { designChanges, spares } from './20261122080000_initial/spares.ts';
import { volumes } from './20261122080000_initial/volumes.ts';

/** First schema: shaped for spec 2 (records) and 3 (access) from the start, so that later issues add rather than rebuild. */
export const initial: Migration = {
  name: '20261122080000_initial',
  reason:
    'First release: site, people, audit, master data, records, numbers, printing ledger, exchange, backup register.',
  up: [
    ...site,
    ...people,
    ...keys,
    ...audit,
    ...master,
    ...records,
    ...knowing,
    ...numbers,
    ...volumes,
    ...printing,
    ...exchange,
    ...backups,
    ...administration,
    ...restoration,
    ...designChanges,
    ...spares,
    ...rules,
    ...planning,
    ...following,
    ...figures,
    ...sheets,
  ],
};
