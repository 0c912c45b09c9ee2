import type { Act } from './acts.ts';

/** An act on accounts that one post proposes and another confirms from a session of its own (spec 3 "Posts and roles"). */
export interface TwoPostRule {
  readonly name: string;
  /** Who may propose it. */
  readonly proposes: readonly Act[];
  /** Who confirms or refuses it; never the person who proposed it. */
  readonly confirms: Act;
}

/** Acts of two posts that wait in the list of pending acts. */
export const twoPostActs = {
  changePolicy: { name: '修改安全策略', proposes: ['policy.change'], confirms: 'account.create' },
  disableAccount: { name: '停用帐号', proposes: ['account.create'], confirms: 'account.enable' },
  enableAgain: { name: '重新启用帐号', proposes: ['account.create'], confirms: 'account.enable' },
  appointDeputy: {
    name: '启用代理',
    proposes: ['account.create', 'reader.grant', 'record.work'],
    confirms: 'account.enable',
  },
} as const satisfies Readonly<Record<string, TwoPostRule>>;
/** Name of an act of two posts. */
export type TwoPostAct = keyof typeof twoPostActs;
/** Names of all acts of two posts. */
export const twoPostActNames = Object.keys(twoPostActs) as readonly TwoPostAct[];
