/** Child process of the benchmarks: opens a site, logs in, shows a list, and tells its memory after a moment of rest. */
import type { Site } from '../program/site.ts';
import { siteWithRecords } from './site.ts';

const [folder, login] = process.argv.slice(2);
if (folder === undefined || login === undefined) throw new Error('folder and log-in name are wanted');
const { site }: { site: Site } = await siteWithRecords(folder, 0);
await site.as(login);
await site.call('records.list', { filter: {} });
await new Promise((resolve) => setTimeout(resolve, 3000));
process.stdout.write(`${JSON.stringify({ rss: process.memoryUsage().rss })}\n`);
await site.close();
