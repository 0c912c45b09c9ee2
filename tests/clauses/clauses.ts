import type { Clause } from './clause.ts';
import { documents } from './documents.ts';
import { duties } from './duties.ts';
import { requirements } from './requirements.ts';

/** Every clause of the procedure, in its order (`npm test` holds `docs/clauses.md` to it). */
export const clauses: readonly Clause[] = [...duties, ...requirements, ...documents];

/** Clauses that no part of the program carries out yet; said here so that the list does not look complete. */
export const openClauses: readonly {
  readonly clause: string;
  readonly asks: string;
  readonly missing: string;
}[] = [
  {
    clause: '5.7.3',
    asks: '月度、半年度、年度售后服务情况报表',
    missing: '月度简报已有；半年度、年度报表和内部分发确认尚未实现',
  },
  {
    clause: '5.10.1',
    asks: '计算月度、半年度、年度满意度测评结果',
    missing: '计算方法已有；按期测评的画面尚未实现',
  },
  { clause: '5.1.2.2、5.5.6、5.7.3、5.7.4 汇编', asks: '每年汇编成册，保存 5 年', missing: '尚未实现' },
];
