import type { Notice } from '../../../shared/contract/notices.ts';
import { planParts } from '../../../shared/plan/lines.ts';
import { mayAct, mayRecord } from '../../../shared/policy/permissions.ts';
import { planDue } from '../plan/overview.ts';
import { heldLines, inForceOf, planVersions } from '../plan/plans.ts';
import type { NoticeFinder } from './finder.ts';

/** The annual plan (5.4): asked for from 1 March, overdue from 1 April; versions that wait; lines whose day has come. */
export const planNotices: NoticeFinder = async (ctx) => {
  if (!ctx.scope.kinds.includes('servicePlan')) return [];
  const year = Number(ctx.today.slice(0, 4));
  const roles = ctx.actor.roles;
  const draws = mayRecord(roles, 'write', 'servicePlan');
  const reviews = mayRecord(roles, 'review', 'servicePlan');
  const approves = mayRecord(roles, 'approve', 'servicePlan');
  const open = { screen: 'plan', params: { year: String(year) }, clause: '5.4' };
  const rows: Notice[] = [];
  const versions = await planVersions(ctx, year);
  if ((draws || reviews || approves) && inForceOf(versions) === undefined) {
    const { due, remind } = await planDue(ctx, year);
    if (ctx.today > due) {
      const text = `${year} 年技术服务计划逾期：应于 ${due} 前批准下达。上年未完的计划项继续执行。`;
      rows.push({ key: 'plan.due', tone: 'refused', text, ...open });
    } else if (remind !== null && ctx.today >= remind) {
      const text = `${year} 年技术服务计划应于 ${due} 前编制、审核、批准并下达。`;
      rows.push({ key: 'plan.due', tone: 'attention', text, ...open });
    }
  }
  for (const { stored } of versions) {
    const waits =
      (stored.state === 'submitted' && reviews && '待审核') ||
      (stored.state === 'reviewed' && approves && '待批准') ||
      (stored.state === 'approved' && draws && '已批准，待下达执行');
    if (waits === false) continue;
    const params = { uid: stored.uid };
    const text = `${year} 年技术服务计划${waits}。`;
    rows.push({
      key: `plan.${stored.uid}`,
      tone: 'attention',
      clause: '5.4',
      text,
      screen: 'record',
      params,
    });
  }
  if (mayAct(roles, 'task.open') || draws) rows.push(...(await lineNotices(ctx, year)));
  return rows;
};

async function lineNotices(ctx: Parameters<NoticeFinder>[0], year: number): Promise<Notice[]> {
  const { lines } = await heldLines(ctx, year);
  const waiting = lines.filter(
    ({ line, state, tasks }) =>
      (state === 'due' || state === 'late') && tasks.length === 0 && planParts[line.part].service !== null,
  );
  const late = lines.filter(({ line, state }) => state === 'late' && planParts[line.part].service === null);
  const open = { screen: 'plan', params: { year: String(year) }, clause: '5.4' };
  return [
    ...(waiting.length === 0
      ? []
      : [
          {
            key: 'plan.lines',
            tone: 'attention' as const,
            text: `${waiting.length} 个计划项已到日期，还没有登记任务：${waiting.map(({ line }) => line.line).join('、')}。`,
            ...open,
          },
        ]),
    ...(late.length === 0
      ? []
      : [
          {
            key: 'plan.late',
            tone: 'refused' as const,
            text: `${late.length} 个措施、教材计划项逾期未登记结果：${late.map(({ line }) => line.line).join('、')}。`,
            ...open,
          },
        ]),
  ];
}
