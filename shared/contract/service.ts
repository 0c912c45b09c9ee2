import { z } from 'zod';
import { following, itemOutRow, supportRow } from './following.ts';
import { inspecting } from './inspecting.ts';
import {
  accountRef,
  day,
  fieldValue,
  instant,
  masterRef,
  masterUid,
  recordKind,
  recordUid,
} from './primitives.ts';
import { command, procedure, query } from './procedure.ts';
import { recordFilter, recordRow } from './records.ts';

/** One queue of the home page: a record filter with a live count. */
export const queue = z.strictObject({
  key: z.string(),
  label: z.string(),
  clause: z.string(),
  count: z.number(),
  overdue: z.number(),
  filter: recordFilter,
  rows: z.array(recordRow),
});
/** Queue of the home page. */
export type Queue = z.infer<typeof queue>;

/** One thing that a task still lacks, and who must act. */
export const openItem = z.strictObject({
  what: z.string(),
  why: z.string(),
  clause: z.string(),
  who: z.string(),
  kind: recordKind.nullable(),
  equipment: z.array(masterRef),
  /** What it hangs on, as a link; null where nothing exists yet. */
  record: z.strictObject({ uid: recordUid, kind: recordKind, number: z.string() }).nullable(),
  /** The task is not closed while it stands; the others are followed after closing. */
  blocksClosing: z.boolean(),
});
/** A report that the rule table demands, with what exists. */
export const demandedReport = z.strictObject({
  kind: recordKind,
  count: z.number(),
  have: z.number(),
  clause: z.string(),
  /** Rule and figures in one Chinese sentence. */
  reason: z.string(),
  equipment: z.array(masterRef),
});
/** One line of the chain of a task, oldest first. */
export const chainEvent = z.strictObject({
  at: instant,
  what: z.string(),
  by: z.string(),
  detail: z.string(),
  record: z.strictObject({ uid: recordUid, kind: recordKind, number: z.string() }).nullable(),
});
export const flowStep = z.strictObject({
  key: z.string(),
  label: z.string(),
  party: z.string(),
  state: z.enum(['done', 'current', 'ahead']),
});
/** Whether a person may be dispatched, with the reason (5.2.1). */
export const candidate = z.strictObject({
  staff: masterRef,
  account: accountRef.nullable(),
  title: z.string(),
  state: z.string(),
  able: z.boolean(),
  reasons: z.array(z.string()),
});
/** Candidate for dispatch. */
export type Candidate = z.infer<typeof candidate>;

/** Tasks, dispatch, home page. */
export const service = {
  ...following,
  ...inspecting,
  home: query('person', 'home.opened').output(z.strictObject({ queues: z.array(queue) })),
  /** Quick phone record of at most six fields; may open a task at once. */
  phone: command('record.work', 'record.created')
    .input(
      z.strictObject({
        direction: z.enum(['in', 'out']),
        customerUid: masterUid.nullable(),
        caller: z.string().trim().max(60),
        number: z.string().trim().max(40),
        equipmentUids: z.array(masterUid).max(50),
        need: z.string().trim().min(1).max(4000),
        opinion: z.string().max(4000),
        result: z.string().max(4000),
        solved: z.boolean(),
        taskUid: recordUid.nullable(),
        openTask: z.boolean(),
      }),
    )
    .output(z.strictObject({ uid: recordUid, taskUid: recordUid.nullable() })),
  /** What the caller's customer has open, and a possible duplicate within 24 h. */
  callerContext: query('record.work', 'none')
    .input(z.strictObject({ customerUid: masterUid }))
    .output(
      z.strictObject({
        equipment: z.array(masterRef),
        openTasks: z.array(recordRow),
        recentCalls: z.array(recordRow),
      }),
    ),
  /** The whole chain of a task on one page. */
  chain: query('record.work', 'record.opened')
    .input(z.strictObject({ uid: recordUid }))
    .output(
      z.strictObject({
        steps: z.array(flowStep),
        responsibleSite: z.strictObject({ site: z.string(), clause: z.string(), reason: z.string() }),
        demanded: z.array(demandedReport),
        open: z.array(openItem),
        events: z.array(chainEvent),
        records: z.array(recordRow),
        support: z.array(supportRow),
        itemsOut: z.array(itemOutRow),
        checkList: z.array(z.string()),
        /** The acting person was sent on this task and fills in its work part without being able to write the task. */
        mayWork: z.boolean(),
      }),
    ),
  /**
   * Saves one field of the task's work part: by those who were sent, who otherwise only read the task, and by those who
   * may write it. A check list keeps its items; only results and reasons change.
   */
  saveWork: procedure({
    mode: 'command',
    when: 'unlocked',
    act: 'record.work',
    audit: 'record.edited',
    oncePerSession: true,
  })
    .input(
      z.strictObject({
        uid: recordUid,
        field: z.enum(['checkList', 'specialSummary', 'result']),
        value: fieldValue,
      }),
    )
    .output(z.strictObject({ savedAt: instant, problem: z.string().nullable() })),
  /** Everybody who could be sent, with state and reason; the notice's models and period decide. */
  candidates: query('staff.choose', 'none')
    .input(z.strictObject({ modelUids: z.array(masterUid).max(50), from: day, to: day }))
    .output(z.strictObject({ rows: z.array(candidate) })),
  /** Starts a record inside a task with everything that is already known filled in. */
  startFor: command('record.work', 'record.created')
    .input(
      z.strictObject({
        taskUid: recordUid,
        kind: recordKind,
        equipmentUids: z.array(masterUid).max(500),
        noticeUid: recordUid.nullable().default(null),
      }),
    )
    .output(z.strictObject({ uid: recordUid })),
};
