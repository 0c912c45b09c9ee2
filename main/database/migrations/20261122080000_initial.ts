import type { Migration } from '../migration.ts';
import { exchange } from './20261122080000_initial/exchange.ts';
import { audit, people } from './20261122080000_initial/people.ts';
import { printing } from './20261122080000_initial/printing.ts';
import { master, numbers, records } from './20261122080000_initial/records.ts';
import { backups, site } from './20261122080000_initial/site.ts';

/** First schema: shaped for spec 2 (records) and 3 (access) from the start, so that later issues add rather than rebuild. */
export const initial: Migration = {
  name: '20261122080000_initial',
  reason:
    'First release: site, people, audit, master data, records, numbers, printing ledger, exchange, backup register.',
  up: [...site, ...people, ...audit, ...master, ...records, ...numbers, ...printing, ...exchange, ...backups],
};
