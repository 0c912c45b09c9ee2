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
    clause: '5.1.2.2、5.5.6、5.7.3、5.7.4 汇编',
    asks: '每年汇编成册，保存 5 年',
    missing: '已能成册、封卷、打印、导出开放包，保存期自封卷起计算；到期鉴定和销毁尚未实现',
  },
];
