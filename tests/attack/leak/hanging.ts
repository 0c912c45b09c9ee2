import { type RecordFilter, recordFilter } from '../../../shared/contract/records.ts';
import type { MasterUid } from '../../../shared/ids.ts';
import type { Random } from './random.ts';
import { middle, type PlainPerson, type PlainRecord, type World } from './world.ts';

/** A thing that hangs on one record, closed or still open. */
export interface OnRecord {
  readonly uid: string;
  readonly record: PlainRecord;
  readonly closed: boolean;
}

/** What hangs on records without being one, as plain data; each list in the order in which it was entered. */
export interface Hanging {
  /** Questions to the technical department, on tasks. */
  readonly questions: readonly OnRecord[];
  /** Things that did not come back, on notices. */
  readonly missing: readonly OnRecord[];
  /** Clocks that stand still. */
  readonly holds: readonly OnRecord[];
  readonly trash: readonly { readonly uid: string; readonly owner: number; readonly level: number }[];
  /** Numbered blank forms of notices, with the report that was written on each. */
  readonly blanks: readonly {
    readonly uid: string;
    readonly job: string;
    readonly notice: PlainRecord;
    readonly report: PlainRecord | null;
  }[];
  readonly filters: readonly {
    readonly uid: string;
    readonly owner: number;
    readonly shared: boolean;
    readonly filter: RecordFilter;
  }[];
  /** The set of a design change with its task, or none. */
  readonly serials: readonly {
    readonly change: PlainRecord;
    readonly equipment: string;
    readonly task: PlainRecord;
  }[];
  /** Lines of the plan of 2026 with the tasks that carry them out. */
  readonly planned: readonly { readonly task: PlainRecord; readonly line: string }[];
  /** Movements of stock with the record behind each. */
  readonly moves: readonly {
    readonly uid: string;
    readonly day: string;
    readonly record: PlainRecord | null;
  }[];
}

type Stocked = Omit<World, 'hanging'> & { readonly part: MasterUid; readonly depot: MasterUid };

const digest = 'd'.repeat(64);

/** Hangs things on a share of the records, behind the program. */
export async function hang(world: Stocked, random: Random): Promise<Hanging> {
  const { people, records } = world;
  const of = (kind: string, share: number): PlainRecord[] =>
    records.filter((record) => record.kind === kind && random.chance(share));
  const on = (chosen: readonly PlainRecord[]): OnRecord[] =>
    chosen.map((record) => ({ uid: world.newUid(), record, closed: random.chance(0.3) }));
  const questions = on(of('task', 0.4));
  const missing = on([...of('dispatchNotice', 0.5), ...of('dispatchNotice', 0.3)]);
  const holds = on(records.filter(() => random.chance(0.05)));
  const trash = Array.from({ length: 80 }, () => ({
    uid: world.newUid(),
    owner: random.pick(people).id,
    level: 1 + random.below(3),
  }));
  const reports = records.filter((record) => record.kind === 'repairReport');
  const blanks = of('dispatchNotice', 0.6).map((notice) => ({
    uid: world.newUid(),
    job: world.newUid(),
    notice,
    report: random.chance(0.6) ? random.pick(reports) : null,
  }));
  const filters = Array.from({ length: 12 }, () => ({
    uid: world.newUid(),
    owner: random.pick(people).id,
    shared: random.chance(0.6),
    filter: recordFilter.parse({ kinds: [random.pick(records).kind], mine: random.chance(0.3) }),
  }));
  const tasks = records.filter((record) => record.kind === 'task');
  const done = records.filter((record) => record.kind === 'commissioningReport' && record.task !== null);
  const serials = of('designChange', 0.9).flatMap((change) => {
    const { equipment } = change;
    if (equipment === null) return [];
    const settled = done.find((report) => report.equipment === equipment && random.chance(0.5));
    const task = tasks.find((one) => one.id === settled?.task) ?? random.pick(tasks);
    return [{ change, equipment, task }];
  });
  const planned = tasks
    .filter(() => random.chance(0.2))
    .map((task) => ({ task, line: random.pick(['培-01', '培-02']) }));
  const moves = Array.from({ length: 60 }, () => ({
    uid: world.newUid(),
    day: new Date(middle - random.below(100) * 86_400_000).toISOString().slice(0, 10),
    record: random.chance(0.7) ? random.pick(records) : null,
  }));
  const all: Hanging = { questions, missing, holds, trash, blanks, filters, serials, planned, moves };
  await enter(world, all);
  return all;
}

async function enter(world: Stocked, all: Hanging): Promise<void> {
  const at = new Date(middle).toISOString();
  const [applicant] = world.people;
  if (applicant === undefined) throw new Error('nobody');
  await world.database().inTransaction(async (tx) => {
    const masterIds = new Map(
      (await tx.selectFrom('master').select(['id', 'uid']).execute()).map((row) => [row.uid, row.id]),
    );
    const master = (uid: string): number => {
      const id = masterIds.get(uid);
      if (id === undefined) throw new Error('no such entry');
      return id;
    };
    for (const { uid, record, closed } of all.questions) {
      const ended = closed ? { closed_at: at, closed_name: '某', closed_note: '已用' } : {};
      const asked = { asked_by: 'x', asked_name: '某', asked_at: at, ...ended };
      await tx
        .insertInto('support_requests')
        .values({ uid, task_id: record.id, question: '能否代用', ...asked })
        .execute();
    }
    for (const { uid, record, closed } of all.missing) {
      const settled = closed ? ({ settled_how: 'returned', settled_by: '某', settled_at: at } as const) : {};
      await tx
        .insertInto('items_out')
        .values({
          uid,
          notice_id: record.id,
          kind: 'tool',
          name: '万用表',
          quantity: 1,
          noted_at: at,
          ...settled,
        })
        .execute();
    }
    for (const { uid, record, closed } of all.holds) {
      const ended = closed ? { days: 2, ended_name: '某', ended_at: at } : {};
      await tx
        .insertInto('record_holds')
        .values({
          uid,
          record_id: record.id,
          reason: '等备件',
          from_day: at.slice(0, 10),
          by_name: '某',
          at,
          ...ended,
        })
        .execute();
    }
    for (const { uid, owner, level } of all.trash) {
      const kept = { kind: 'phoneRecord', title: '草稿', marking: '内部', draft: '{}', reason: '误建' };
      await tx
        .insertInto('trash')
        .values({ uid, owner_id: owner, level, at, ...kept })
        .execute();
    }
    for (const [n, { uid, job: order, notice, report }] of all.blanks.entries()) {
      const job = await tx
        .insertInto('print_jobs')
        .values({ ...blankJob(notice), uid: order, applicant_id: applicant.id, applied_at: at })
        .returning('id')
        .executeTakeFirstOrThrow();
      const copy = await tx
        .insertInto('print_copies')
        .values({
          uid: world.newUid(),
          job_id: job.id,
          copy_number: `K-${n}`,
          trace_code: `T-${n}`,
          recipient: '某',
          state: 'issued',
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const used = report === null ? {} : { record_id: report.id, scan_sha256: digest };
      await tx
        .insertInto('blank_forms')
        .values({
          uid,
          copy_id: copy.id,
          kind: 'repairReport',
          notice_id: notice.id,
          state: report === null ? 'issued' : 'used',
          ...used,
        })
        .execute();
    }
    for (const { uid, owner, shared, filter } of all.filters) {
      const kept = {
        name: uid,
        filter: JSON.stringify(filter),
        shared: shared ? (1 as const) : (0 as const),
      };
      await tx
        .insertInto('saved_filters')
        .values({ uid, owner_id: owner, at, ...kept })
        .execute();
    }
    for (const { change, equipment, task } of all.serials) {
      const by = { account_uid: 'x', account_name: '某', at };
      await tx
        .insertInto('change_serials')
        .values({ case_id: change.id, equipment_id: master(equipment), task_id: task.id, ...by })
        .execute();
    }
    for (const { task, line } of all.planned) {
      const by = { reason: '列入计划', linked_by: 'x', linked_name: '某', at };
      await tx
        .insertInto('plan_line_tasks')
        .values({ task_uid: task.uid, year: 2026, line, ...by })
        .execute();
    }
    for (const { uid, day, record } of all.moves) {
      const what = { act: 'receipt', quantity: 1, other_party: '厂', reason: '入库' } as const;
      const where = { part_id: master(world.part), depot_id: master(world.depot), moved_on: day };
      const by = { account_uid: 'x', account_name: '某', at };
      await tx
        .insertInto('stock_moves')
        .values({ uid, ...what, ...where, ...by, record_id: record?.id ?? null })
        .execute();
    }
  });
}

function blankJob(notice: PlainRecord) {
  return {
    class: 'blankForm',
    record_id: notice.id,
    version: 1,
    digest,
    document: '空白表单',
    level: notice.level,
    marking: '内部',
    purpose: '带出',
    printer: 'p',
    state: 'printed',
  } as const;
}

/** What of the trash is a person's own and within the clearance. */
export function ownTrash({ trash }: Hanging, person: PlainPerson): string[] {
  return trash
    .filter((one) => one.owner === person.id && one.level <= person.clearance)
    .map((one) => one.uid);
}
