import { z } from 'zod';
import {
  accountRef,
  base64,
  day,
  done,
  fieldValue,
  formContent,
  instant,
  line,
  markingText,
  masterRef,
  masterUid,
  move,
  note,
  objectUid,
  password,
  reason,
  recordKind,
  recordUid,
  sha256Hex,
  siteCode,
  state,
} from './primitives.ts';
import { command, job, procedure, query } from './procedure.ts';

/** Sort orders that have an index; each is a keyset, newest or smallest first. */
export const recordSorts = ['occurred', 'kind', 'state', 'due', 'customer'] as const;

/** What a list may be narrowed by. Everything is optional; together they are AND. */
export const recordFilter = z.strictObject({
  kinds: z.array(recordKind).max(60).default([]),
  states: z.array(state).max(60).default([]),
  text: z.string().max(200).default(''),
  customerUid: masterUid.nullable().default(null),
  equipmentUid: masterUid.nullable().default(null),
  taskUid: recordUid.nullable().default(null),
  owningSite: siteCode.nullable().default(null),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  mine: z.boolean().default(false),
  overdue: z.boolean().default(false),
  /** Archived without the paper original. */
  originalMissing: z.boolean().default(false),
});
/** Filter of a record list. */
export type RecordFilter = z.infer<typeof recordFilter>;

/** One row of any list of records. */
export const recordRow = z.strictObject({
  uid: recordUid,
  kind: recordKind,
  state,
  title: z.string(),
  number: z.string(),
  registrationNumber: z.string().nullable(),
  archiveNumber: z.string().nullable(),
  marking: markingText,
  occurredAt: instant,
  recordedAt: instant,
  dueOn: day.nullable(),
  customer: masterRef.nullable(),
  taskUid: recordUid.nullable(),
  author: z.string(),
  owningSite: siteCode,
  originalState: z.enum(['none', 'expected', 'received', 'missing']),
});
/** Row of a record list. */
export type RecordRow = z.infer<typeof recordRow>;

export const attachmentRow = z.strictObject({
  uid: objectUid,
  role: z.enum(['file', 'signedScan', 'printedBody', 'packageCopy']),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  sha256: sha256Hex,
  traceCode: z.string().nullable(),
  boundVersion: z.number().nullable(),
  voided: z.boolean(),
  addedBy: z.string(),
  addedAt: instant,
});
export const historyRow = z.strictObject({
  at: instant,
  by: z.string(),
  act: z.string(),
  from: state.nullable(),
  to: state,
  version: z.number(),
  reason: z.string(),
});
export const signatureRow = z.strictObject({
  purpose: z.string(),
  by: z.string(),
  at: instant,
  digest: sha256Hex,
  valid: z.boolean(),
});
export const custodyRow = z.strictObject({
  event: z.enum(['received', 'handed', 'filed', 'missing']),
  from: z.string(),
  to: z.string(),
  place: z.string(),
  file: z.string(),
  volume: z.string(),
  page: z.string(),
  dueOn: day.nullable(),
  at: instant,
});
/** Line of the register of marks: 预, 正式, 变更, 解除. */
export const markingLine = z.strictObject({
  marking: markingText,
  status: z.enum(['proposed', 'formal', 'changed', 'lifted']),
  proposedBy: z.string(),
  decidedBy: z.string().nullable(),
  reason: z.string(),
  at: instant,
});
/** A possible next act with the reason why it is not possible now. */
export const moveOption = z.strictObject({
  move,
  label: z.string(),
  to: state,
  /** Chinese reason why the button is disabled; null when it may be pressed. */
  blocked: z.string().nullable(),
  needsReason: z.boolean(),
  /** Signed by the person's own key: the password is asked again. */
  needsPassword: z.boolean(),
});
/** A numbered blank form that went with a notice. */
export const blankRow = z.strictObject({
  uid: objectUid,
  kind: recordKind,
  copyNumber: z.string(),
  traceCode: z.string(),
  state: z.enum(['issued', 'used', 'unused', 'spoiled']),
  note: z.string(),
  settledBy: z.string().nullable(),
  settledAt: instant.nullable(),
  /** The report that was transcribed from it, if the reader may see that. */
  record: z.strictObject({ uid: recordUid, number: z.string() }).nullable(),
});
/** Numbered blank form. */
export type BlankRow = z.infer<typeof blankRow>;

/** Rows of a record's detail page. */
export const recordDetail = z.strictObject({
  row: recordRow,
  formVersion: z.number(),
  version: z.number(),
  content: formContent,
  parts: z.array(z.string()),
  equipment: z.array(masterRef),
  task: z.strictObject({ uid: recordUid, number: z.string(), title: z.string() }).nullable(),
  responsible: accountRef.nullable(),
  digest: z.string(),
  /** Begun while the site's date was in doubt; with the moment at which two persons confirmed it. */
  doubtfulTime: z.strictObject({ confirmedAt: instant.nullable() }).nullable(),
  restricted: z.boolean(),
  /** The mark shown is not the one issued (Chinese); null when it is. */
  markProblem: z.string().nullable(),
  /** How the mark came about, oldest first. */
  markings: z.array(markingLine),
  editable: z.boolean(),
  moves: z.array(moveOption),
  /** What is missing before the next completing move, in Chinese. */
  missing: z.array(z.strictObject({ field: z.string(), label: z.string(), problem: z.string() })),
  attachments: z.array(attachmentRow),
  history: z.array(historyRow),
  signatures: z.array(signatureRow),
  custody: z.array(custodyRow),
  links: z.array(z.strictObject({ relation: z.string(), direction: z.enum(['to', 'from']), row: recordRow })),
  readers: z.array(z.strictObject({ reader: z.string(), until: day.nullable(), reason: z.string() })),
  /** Numbered forms on which the report was written by hand, with the reviewer's comparison. */
  handwritten: z.array(
    z.strictObject({
      copyNumber: z.string(),
      traceCode: z.string(),
      comparedBy: z.string().nullable(),
      comparedAt: instant.nullable(),
      /** The comparison holds for what the record says now. */
      current: z.boolean(),
    }),
  ),
  printVersions: z.array(
    z.strictObject({
      version: z.number(),
      digest: sha256Hex,
      traceCode: z.string(),
      copyNumber: z.string(),
      current: z.boolean(),
    }),
  ),
});
/** Everything of one record that its reader may see. */
export type RecordDetail = z.infer<typeof recordDetail>;

/** Records of every kind. */
export const records = {
  list: query('record.work', 'record.listed')
    .input(
      z.strictObject({
        filter: recordFilter,
        sort: z.enum(recordSorts).default('occurred'),
        cursor: z.string().max(400).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ rows: z.array(recordRow), next: z.string().nullable() })),
  count: query('record.work', 'none')
    .input(z.strictObject({ filter: recordFilter }))
    .output(z.strictObject({ count: z.number() })),
  open: query('record.work', 'record.opened')
    .input(z.strictObject({ uid: recordUid }))
    .output(recordDetail),
  create: command('record.work', 'record.created')
    .input(
      z.strictObject({
        kind: recordKind,
        taskUid: recordUid.nullable(),
        customerUid: masterUid.nullable(),
        equipmentUids: z.array(masterUid).max(500),
        occurredAt: instant.nullable(),
        parts: z.array(z.string().max(40)).max(10),
        content: formContent,
      }),
    )
    .output(z.strictObject({ uid: recordUid })),
  saveField: procedure({
    mode: 'command',
    when: 'unlocked',
    act: 'record.work',
    audit: 'record.edited',
    oncePerSession: true,
  })
    .input(
      z.strictObject({
        uid: recordUid,
        field: z.string().max(40),
        value: fieldValue,
        version: z.number().int().nullable().default(null),
      }),
    )
    .output(z.strictObject({ savedAt: instant, problem: z.string().nullable() })),
  saveHead: procedure({
    mode: 'command',
    when: 'unlocked',
    act: 'record.work',
    audit: 'record.edited',
    oncePerSession: true,
  })
    .input(
      z.strictObject({
        uid: recordUid,
        occurredAt: instant.optional(),
        customerUid: masterUid.nullable().optional(),
        equipmentUids: z.array(masterUid).max(500).optional(),
        taskUid: recordUid.nullable().optional(),
        parts: z.array(z.string().max(40)).max(10).optional(),
        marking: markingText.optional(),
      }),
    )
    .output(z.strictObject({ savedAt: instant })),
  discard: command('record.work', 'record.discarded')
    .input(z.strictObject({ uid: recordUid, reason }))
    .output(done),
  /** Own discarded drafts, newest first. */
  trash: query('record.work', 'trash.listed').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          uid: objectUid,
          kind: recordKind,
          title: z.string(),
          marking: markingText,
          reason: z.string(),
          at: instant,
        }),
      ),
    }),
  ),
  /** Takes a discarded draft back: a new draft that says the same. */
  restore: command('record.work', 'record.created')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ uid: recordUid })),
  /** Lifecycle: one engine for all kinds. Archiving takes the custody of the original; signed moves take the password again. */
  move: job('record.work', 'record.moved')
    .input(
      z.strictObject({
        uid: recordUid,
        move,
        reason: note.default(''),
        password: password.nullable().default(null),
        /** For archiving paper: received, or missing with a due day. */
        original: z
          .strictObject({
            received: z.boolean(),
            from: z.string().max(60),
            place: z.string().max(60),
            dueOn: day.nullable(),
          })
          .nullable()
          .default(null),
        /** For issuing with unqualified staff: the recorded approval (5.2.1). */
        overrideReason: note.default(''),
      }),
    )
    .output(
      z.strictObject({
        state,
        registrationNumber: z.string().nullable(),
        archiveNumber: z.string().nullable(),
        next: z.string(),
      }),
    ),
  link: command('record.work', 'record.linked')
    .input(z.strictObject({ fromUid: recordUid, toUid: recordUid, relation: line }))
    .output(done),
  recordCustody: command('record.work', 'record.custody')
    .input(
      z.strictObject({
        uid: recordUid,
        event: z.enum(['received', 'handed', 'filed', 'missing']),
        from: z.string().max(60),
        to: z.string().max(60),
        place: z.string().max(60),
        /** Where it is filed: file, volume, page. */
        file: z.string().max(40).default(''),
        volume: z.string().max(20).default(''),
        page: z.string().max(20).default(''),
        dueOn: day.nullable(),
      }),
    )
    .output(done),
  /** Numbered blank forms that went with a notice. */
  blankForms: query('record.work', 'blank.listed')
    .input(z.strictObject({ noticeUid: recordUid }))
    .output(z.strictObject({ rows: z.array(blankRow) })),
  /** A blank form came back unused or spoiled; used ones are settled by their scan. */
  settleBlank: command('record.work', 'blank.settled')
    .input(z.strictObject({ uid: objectUid, state: z.enum(['unused', 'spoiled']), note }))
    .output(done),
  /** The reviewer has compared what was typed with the paper written by hand. */
  compareTranscription: command('record.work', 'record.compared')
    .input(z.strictObject({ uid: recordUid }))
    .output(done),
  decideMarking: job('mark.decide', 'record.marked', ['signing'])
    .input(z.strictObject({ uid: recordUid, marking: markingText, reason, password }))
    .output(done),
  /** A pasted or dropped file. A signed scan names the trace code on the paper. */
  addAttachment: job('record.work', 'attachment.added')
    .input(
      z.strictObject({
        uid: recordUid,
        role: z.enum(['file', 'signedScan']),
        name: z.string().min(1).max(255),
        mediaType: z.string().max(100),
        content: base64,
        traceCode: z.string().max(40).nullable().default(null),
      }),
    )
    .output(z.strictObject({ attachment: attachmentRow })),
  /** Asks for a file in the main process and streams it in; any size up to 2 GiB. */
  pickAttachment: job('record.work', 'attachment.added')
    .input(
      z.strictObject({
        uid: recordUid,
        role: z.enum(['file', 'signedScan']),
        traceCode: z.string().max(40).nullable().default(null),
      }),
    )
    .output(z.strictObject({ attachment: attachmentRow.nullable(), clearFile: z.string().nullable() })),
  /** Answers the question what became of the clear file on disk after taking it in. */
  clearFile: job('record.work', 'attachment.added')
    .input(z.strictObject({ attachmentUid: objectUid, path: z.string().max(4096), erase: z.boolean() }))
    .output(done),
  attachmentContent: query('record.work', 'attachment.opened')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ name: z.string(), mediaType: z.string(), content: base64 })),
};
