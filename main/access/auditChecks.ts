import { addDays, buildCalendar, isWorkingDay } from '../../shared/calendar/calendar.ts';
import type { AuditCheckResult } from '../../shared/contract/audit.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { type AuditEvent, auditEventNames } from '../../shared/contract/procedure.ts';
import { type Day, dayOf, type Instant, toInstant } from '../../shared/ids.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  approvalsMissing,
  type CheckedRow,
  clockRows,
  clockSetBack,
  exportsWithoutReceipt,
  failureRows,
  missingRows,
  oddRows,
  openSessions,
  printsWithoutRow,
} from '../database/stores/auditChecks.ts';
import type { HandlerFor } from './handlerTypes.ts';

/** Period of a check as moments, the end excluded. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
  readonly now: Instant;
}
interface Finding {
  readonly seq: number;
  readonly at: string;
  readonly text: string;
}
interface Check {
  readonly key: string;
  readonly title: string;
  readonly definition: string;
  readonly find: (db: ReadDb, period: Period) => Promise<Finding[]>;
}

/** Hours of the day at the site in which work is expected. */
export const workingHours = { from: 7, to: 20 } as const;
/** Refusals of one account within {@link failureWindowMinutes} that are too many. */
export const failureLimit = 5;
const failureWindowMinutes = 10;
/** Days after which a package without receipt is told. */
export const receiptDays = 40;

const calendar = buildCalendar();
const wordOf = (act: string) => (act in auditEventNames ? auditEventNames[act as AuditEvent] : act);
const siteTime = (at: string) =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 16);
const whoOf = (row: CheckedRow) =>
  row.account_name ??
  (row.account === 'system' ? '程序' : row.account === 'locked' ? '未知登录名' : row.account);

function isOdd(at: string): boolean {
  const hour = new Date(Date.parse(at) + 8 * 3_600_000).getUTCHours();
  return hour < workingHours.from || hour >= workingHours.to || !isWorkingDay(calendar, dayOf(at as Instant));
}

/**
 * The built-in checks of spec 3 "Audit" as a table: odd hours, repeated failures, prints against approvals, exports against
 * receipts, clock, gaps. A new check is a new line; the test of the table demands a violation that it finds.
 */
export const checkTable: readonly Check[] = [
  {
    key: 'oddHours',
    title: '非工作时间登录',
    definition: `登录的时间在 ${workingHours.from} 时以前、${workingHours.to} 时以后，或在非工作日（按内置的节假日安排）。`,
    find: async (db, period) =>
      (await oddRows(db, period.from, period.to))
        .filter((row) => isOdd(row.at))
        .map((row) => ({ seq: row.seq, at: row.at, text: `${whoOf(row)} ${siteTime(row.at)} 登录` })),
  },
  {
    key: 'repeatedFailures',
    title: '连续失败',
    definition: `同一帐号在 ${failureWindowMinutes} 分钟内被拒绝 ${failureLimit} 次以上（登录失败、越权、口令不对等都算）。`,
    find: async (db, period) => bursts(await failureRows(db, period.from, period.to)),
  },
  {
    key: 'printsWithoutApproval',
    title: '打印与审批不符',
    definition:
      '台账上已打印、但没有他人审批也没有供签字授权的申请；或台账上已打印而审计链上没有“打印”一行。',
    find: async (db, period) => [
      ...(await approvalsMissing(db, period.from, period.to)).map((row) => ({
        seq: row.seq ?? 0,
        at: row.at,
        text: `打印申请 ${row.number}：没有审批人，也没有授权`,
      })),
      ...(await printsWithoutRow(db, period.from, period.to)).map((row) => ({
        seq: 0,
        at: row.at,
        text: `打印申请 ${row.number}：台账为已打印，审计链上没有这次打印`,
      })),
    ],
  },
  {
    key: 'exportsWithoutReceipt',
    title: '导出无回执',
    definition: `签发后 ${receiptDays} 天仍没有收到对方回执的数据包。`,
    find: async (db, period) => {
      const before = toInstant(new Date(Date.parse(period.now) - receiptDays * 86_400_000));
      return (await exportsWithoutReceipt(db, period.from, period.to, before)).map((row) => ({
        seq: row.seq ?? 0,
        at: row.at,
        text: `发往 ${row.recipient} 的第 ${row.number} 号数据包，${siteTime(row.at)} 签发，尚无回执`,
      }));
    },
  },
  {
    key: 'clock',
    title: '时钟',
    definition:
      '登录时时钟可疑的行（早于最后一行审计记录，或晚于它 30 天以上）；时间早于前一行一分钟以上的行（锁定期间补记的除外）。',
    find: async (db, period) => [
      ...(await clockRows(db, period.from, period.to)).map((row) => ({
        seq: row.seq,
        at: row.at,
        text: `${siteTime(row.at)} ${wordOf(row.act)}`,
      })),
      ...(await clockSetBack(db, period.from, period.to)).map((row) => ({
        seq: row.seq,
        at: row.at,
        text: `时间 ${siteTime(row.at)} 早于前一行的 ${siteTime(row.before)}`,
      })),
    ],
  },
  {
    key: 'gaps',
    title: '缺口',
    definition:
      '序号不连续；锁定期间日志被截短、改动或丢失；登录之后没有锁定就又有登录（程序被强行结束或断电，其间的情况不得而知）。',
    find: async (db, period) => [
      ...(await missingRows(db, period.from, period.to)).map((row) => ({
        seq: row.seq,
        at: row.at,
        text: `第 ${row.after + 1} 至 ${row.seq - 1} 行缺失`,
      })),
      ...(await openSessions(db, period.from, period.to)).map((row) => ({
        seq: row.seq,
        at: row.at,
        text:
          row.act === 'journal.damaged'
            ? `${siteTime(row.at)} 锁定期间日志异常`
            : `${whoOf(row)} ${siteTime(row.at)} 登录时，上一次使用没有锁定记录`,
      })),
    ],
  },
];

/** The last row of each burst of refusals: five within ten minutes, counted anew after each finding. */
function bursts(rows: readonly CheckedRow[]): Finding[] {
  const recent = new Map<string, CheckedRow[]>();
  const found: Finding[] = [];
  for (const row of rows) {
    const key = row.account === 'locked' ? `locked ${row.object_id}` : row.account;
    const since = Date.parse(row.at) - failureWindowMinutes * 60_000;
    const kept = (recent.get(key) ?? []).filter((other) => Date.parse(other.at) >= since);
    kept.push(row);
    recent.set(key, kept);
    if (kept.length < failureLimit) continue;
    recent.set(key, []);
    const [first = row] = kept;
    found.push({
      seq: row.seq,
      at: row.at,
      text: `${whoOf(row)} ${siteTime(first.at)} 起被拒绝 ${kept.length} 次（${[...new Set(kept.map(({ act }) => wordOf(act)))].join('、')}）`,
    });
  }
  return found;
}

const mostShown = 200;

/** A period of days as moments. */
export function periodOf(days: { readonly from: Day; readonly to: Day }, now: Instant): Period {
  return { from: startOfDay(days.from), to: startOfDay(addDays(days.to, 1)), now };
}

/** Every check of the table over a period, newest findings first. */
export async function runChecks(db: ReadDb, period: Period): Promise<AuditCheckResult[]> {
  const checks: AuditCheckResult[] = [];
  for (const { key, title, definition, find } of checkTable) {
    const findings = (await find(db, period)).toSorted((a, b) => (a.at < b.at ? 1 : -1));
    checks.push({ key, title, definition, findings: findings.slice(0, mostShown), total: findings.length });
  }
  return checks;
}

/** `audit.checks`: for the auditor alone. */
export const auditChecks: HandlerFor<Contract['audit']['checks']> = async (ctx, input) => ({
  checks: await runChecks(ctx.db, periodOf(input, ctx.now)),
});

const startOfDay = (day: Day): Instant => toInstant(new Date(`${day}T00:00:00.000+08:00`));
