import type { RestoredState } from '../../shared/contract/backup.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { phoneRecord } from './siteUnderAttack.ts';

/** Name of the witness that the tests read from. */
export const source = '登记簿';

/** A phone record that has its number. */
export async function closedCall(site: Site, need: string): Promise<RecordUid> {
  const uid = await phoneRecord(site, need);
  for (const [field, value] of [
    ['startedAt', new Date(site.app.station.now).toISOString()],
    ['opinion', '已记'],
    ['result', '已答复'],
  ] as const)
    await site.call('records.saveField', { uid, field, value, version: null });
  await site.call('records.move', { uid, move: 'close' });
  return uid;
}

/** The open database, for raw questions. */
export function openDatabaseOf(site: Site) {
  const { session } = site.app.station;
  if (session === undefined) throw new Error('nobody is logged in');
  return session.database;
}

/** What is settled and open after a restore. */
export async function restored(site: Site): Promise<RestoredState> {
  const { state } = await site.call('backup.restoredState');
  if (state === null) throw new Error('the site is not restored');
  return state;
}

/** What a witness says of every series: the calls went on to `calls`, nothing else did. */
export function witness(state: RestoredState, calls: number) {
  return {
    numbers: state.numbers.map(({ series, year, site, inSet }) => ({
      series,
      year,
      site,
      witnessed: series === 'DH' ? calls : inSet,
      source,
    })),
    streams: [],
  };
}
