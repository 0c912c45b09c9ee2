/** `npm run demo -- --out DIR`: the main job from call to controlled print, without a display. */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaults } from './defaults.ts';
import { makeDemonstration } from './demo.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    records: { type: 'string' },
    seed: { type: 'string' },
    months: { type: 'string' },
    'no-screenshots': { type: 'boolean', default: false },
  },
});
const folder = resolve(values.out ?? join(tmpdir(), 'service-process-demo'));
const seed = Number(values.seed ?? defaults.seed);
const started = performance.now();
console.log(`演示数据写入 ${folder}，随机种子 ${seed}`);
const summary = await makeDemonstration({
  ...defaults,
  folder,
  seed,
  records: Number(values.records ?? defaults.records),
  months: Number(values.months ?? defaults.months),
  screenshots: values['no-screenshots'] !== true,
  say: (line) => console.log(line),
});
console.log(`运行环境：${summary.runtime === 'electron' ? 'Electron' : '替身（Chromium）'}`);
console.log(
  `数据包 ${summary.packages.length}，打印 ${summary.prints.length}，截图 ${summary.screenshots.length}`,
);
console.log(
  `摘要：${join(folder, 'summary.json')}（共 ${((performance.now() - started) / 1000).toFixed(0)} 秒）`,
);
