/**
 * `npm start -- --demo`: makes the demonstration data if they are missing, prints the log-ins and leaves in the file named by
 * `--arguments` the words with which the program opens a site's data.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { roleNames, roles } from '../../shared/policy/roles.ts';
import { defaults } from './defaults.ts';
import { makeDemonstration } from './demo.ts';
import { type Summary, summarySchema } from './summary.ts';
import { siteFolder } from './world.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    site: { type: 'string', default: 'HQ' },
    arguments: { type: 'string' },
    demo: { type: 'boolean' },
  },
});
const home = process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
const folder = resolve(values.data ?? join(home, 'service-process-demo'));
const site = values.site;

const summary = await present().catch(async () => {
  console.log(`首次打开演示数据，正在生成（约数分钟）：${folder}`);
  return await makeDemonstration({
    ...defaults,
    folder,
    screenshots: false,
    say: (line) => console.log(line),
  });
});
const opened = summary.sites.find((one) => one.code === site);
if (opened === undefined) {
  console.error(`演示数据中没有站点 ${site}，有：${summary.sites.map((one) => one.code).join('、')}`);
  process.exit(1);
}
console.log(
  `演示站点 ${site} 的登录帐号（另有 ${summary.sites.map((one) => one.code).join('、')}，用 --site 选择）：`,
);
for (const { account, password, roles: held } of opened.logins) {
  const words = roles.filter((role) => held.includes(role)).map((role) => roleNames[role]);
  console.log(`  ${account.padEnd(10)} ${password.padEnd(22)} ${words.join('、')}`);
}
if (values.arguments !== undefined) {
  const own = siteFolder({ folder }, site);
  const words = ['--data', join(own, 'data'), '--secret', join(own, 'station')];
  await writeFile(values.arguments, JSON.stringify(words));
}

async function present(): Promise<Summary> {
  return summarySchema.parse(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')));
}
