import { mayAct } from '../../../shared/policy/permissions.ts';
import { allRuleVersions } from '../../database/stores/rules.ts';
import type { NoticeFinder } from './finder.ts';

/** A version of the rules that waits for the center leader. */
export const ruleNotices: NoticeFinder = async (ctx) => {
  if (!mayAct(ctx.actor.roles, 'rules.approve')) return [];
  return (await allRuleVersions(ctx.db))
    .filter((row) => row.state === 'submitted')
    .map((row) => ({
      key: `rules.${row.version}`,
      tone: 'attention' as const,
      clause: '5.5.1',
      text: `服务规则第 ${row.version} 版待批准（${row.edited_name} 提交，${row.from_day ?? ''} 起生效）。`,
      screen: 'rules',
      params: { part: 'rules', version: String(row.version) },
    }));
};
