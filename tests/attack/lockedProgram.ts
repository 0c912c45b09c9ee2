import { once } from 'node:events';
import { bareHost, quickCost, Site } from '../program/site.ts';

/**
 * Program whose memory is scanned: opens the site of argument 1, logs in as argument 2 with the password of argument 3, reads
 * the record of argument 4, writes a draft, locks, says so, and stays.
 */
const [, , folder = '', login = '', password = '', record = ''] = process.argv;
const site = await Site.open({
  folder,
  code: 'HQ',
  name: '试验站点',
  kind: 'center',
  highestLevel: 2,
  host: bareHost,
  passwordCost: quickCost,
  cleansMemory: true,
});
site.people.set(login, { uid: null, login, name: login, password, roles: [] });
await site.as(login);

/** In a function of its own: what this program itself holds on to would be no leak of the one that is scanned. */
async function read(): Promise<number> {
  const opened = await site.call('records.open', { uid: record as never });
  await site.call('records.list', { filter: {} });
  return JSON.stringify(opened).length;
}

process.stdout.write(`open ${await read()}\n`);
await new Promise((resolve) => process.stdin.once('data', resolve));
await site.app.station.lock('试验');
await once(site.app.station, 'memoryCleaned');
process.stdout.write('locked\n');
setInterval(() => undefined, 1000);
