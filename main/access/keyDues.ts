import type { KeyDue } from '../../shared/contract/keys.ts';

/** What is known of the keys, for the reminders. */
export interface KeyFacts {
  readonly now: Date;
  /** Last change of the database key, or the making of the site. */
  readonly keySince: string;
  /** Persons who left since then. */
  readonly leavers: readonly string[];
  readonly split: { readonly splitId: string; readonly at: string } | null;
  /** Split whose public key is in the slot file. */
  readonly sealedTo: string | null;
  readonly papers: readonly {
    readonly paper: string;
    readonly custodian: string;
    readonly gone: boolean;
    readonly printedAt: string;
  }[];
}

const yearMs = 365 * 86_400_000;

/** What is to be done about the keys now, in Chinese (spec 3 "Keys": yearly, when a person leaves, when a custodian leaves). */
export function keyDues(facts: KeyFacts): KeyDue[] {
  const { now, keySince, leavers, split, sealedTo, papers } = facts;
  const older = (at: string): boolean => now.getTime() - Date.parse(at) > yearMs;
  const dues: KeyDue[] = [];
  if (older(keySince)) dues.push({ act: 'rotate', why: '数据库密钥使用已满一年' });
  if (leavers.length > 0)
    dues.push({ act: 'rotate', why: `有人员离岗（${leavers.join('、')}），其掌握过的旧副本须失去作用` });
  if (split === null) {
    dues.push({ act: 'split', why: '尚未分割恢复份额：管理员口令全部遗失时数据将无法打开' });
    return dues;
  }
  if (sealedTo !== split.splitId)
    dues.push({ act: 'split', why: '上一次分割没有登记完成，已打印的份额须收回销毁并重新分割' });
  for (const { custodian } of papers.filter((paper) => paper.gone))
    dues.push({ act: 'split', why: `保管人 ${custodian} 已离岗` });
  const wrappedAt = papers.findLast((paper) => paper.paper === 'wrapped')?.printedAt;
  if (wrappedAt !== undefined && wrappedAt < keySince)
    dues.push({ act: 'printWrapped', why: '更换数据库密钥之后，纸面的封装密钥还没有重新打印' });
  return dues;
}
