import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  day,
  formContent,
  instant,
  levelRank,
  markingText,
  masterUid,
  objectUid,
  recordKind,
  recordUid,
  sha256Hex,
  siteCode,
  state,
} from '../../shared/contract/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import { formFor } from '../../shared/forms/registry.ts';
import { contentSchema } from '../../shared/forms/validate.ts';
import { canonicalContent } from '../../shared/forms/versions.ts';
import { type MasterUid, siteOfUid } from '../../shared/ids.ts';
import { statesOfKind } from '../../shared/lifecycle/lifecycle.ts';
import { parseMarking } from '../../shared/marking/marking.ts';
import { parseRecordNumber } from '../../shared/numbers/numbers.ts';
import { keptName } from './attachmentNames.ts';
import { canonicalJson } from './canonicalJson.ts';
import { masterLineSchema, masterProblem } from './travellingMasters.ts';

const words = z.string().max(4000);
const name = z.string().max(200);

const lineSchema = z.strictObject({
  type: z.literal('record'),
  /** `record <uid>`. */
  id: z.string().max(60),
  schema: z.literal('records/1'),
  uid: recordUid,
  kind: recordKind,
  formVersion: z.number().int().positive(),
  owningSite: siteCode,
  state,
  version: z.number().int().positive(),
  marking: markingText,
  occurredAt: instant,
  recordedAt: instant,
  authorName: name,
  customer: masterUid.nullable(),
  equipment: z.array(masterUid).max(500),
  task: recordUid.nullable(),
  parts: z.array(z.string().max(40)).max(10),
  registrationNumber: z.string().max(60).nullable(),
  digest: z.union([sha256Hex, z.literal('')]),
  content: formContent,
  /** The text whose SHA-256 is `digest`: what the signatures cover, readable without this program. */
  frozen: z
    .strictObject({ version: z.number().int().positive(), purpose: z.string().max(40), text: z.string() })
    .nullable(),
  /** Every master-data entry that the record names, whole, so that the receiver can enter what it does not know. */
  masters: z.array(masterLineSchema).max(1002),
  history: z
    .array(
      z.strictObject({
        at: instant,
        account: z.string().max(60),
        name,
        act: z.string().max(40),
        from: state.nullable(),
        to: state,
        version: z.number().int(),
        reason: words,
      }),
    )
    .max(2000),
  signatures: z
    .array(
      z.strictObject({
        purpose: z.string().max(40),
        digest: sha256Hex,
        keyId: z.string().max(120),
        account: z.string().max(60),
        name,
        onBehalfOf: name.nullable(),
        signature: z.string().max(8192),
        at: instant,
      }),
    )
    .max(200),
  /** Proposals and decisions on the mark, oldest first; a decision carries its signature. Left out by senders before they travelled. */
  markings: z
    .array(
      z.strictObject({
        level: levelRank,
        marking: markingText,
        status: z.enum(['proposed', 'formal', 'changed', 'lifted']),
        proposedBy: z.string().max(60),
        reason: words,
        digest: z.union([sha256Hex, z.literal('')]),
        at: instant,
        decided: z
          .strictObject({
            keyId: z.string().max(120),
            account: z.string().max(60),
            name,
            onBehalfOf: name.nullable(),
            signature: z.string().max(8192),
          })
          .nullable(),
      }),
    )
    .max(200)
    .optional(),
  attachments: z
    .array(
      z.strictObject({
        uid: objectUid,
        role: z.enum(['file', 'signedScan', 'printedBody', 'packageCopy']),
        name: z.string().min(1).max(255),
        mediaType: z.string().max(100),
        sha256: sha256Hex,
        bytes: z.number().int().min(0),
        traceCode: z.string().max(40).nullable(),
        boundVersion: z.number().int().nullable(),
        boundDigest: sha256Hex.nullable(),
        voidedAt: instant.nullable(),
        addedBy: name,
        addedAt: instant,
      }),
    )
    .max(1000),
  links: z.array(z.strictObject({ uid: recordUid, relation: name, at: instant })).max(1000),
  originalState: z.enum(['none', 'expected', 'received', 'missing']),
  originalDueOn: day.nullable(),
});

/** One record as it travels in `records.jsonl` (schema `records/1`). */
export type ImportedLine = z.infer<typeof lineSchema>;

/** States in which a record never leaves its site. */
const neverSent: readonly string[] = ['draft'];

/**
 * Reads a line of another site: shape, form version, content, owner and digest must all fit, else the whole package is
 * refused. Nothing of the line is trusted before.
 * @throws AppError package.refused with code E_RECORDS
 */
export function readRecordLine(line: unknown): ImportedLine {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(`记录不合规定：${issue === undefined ? '' : issue.path.join('.')}`);
  }
  const record = parsed.data;
  if (record.id !== `record ${record.uid}`) refuse('行编号与记录不符');
  if (siteOfUid(record.uid) !== record.owningSite) refuse('记录不属于发送站点');
  if (neverSent.includes(record.state)) refuse('草稿不得发送');
  if (!statesOfKind(record.kind).includes(record.state)) refuse('该种记录没有这个状态');
  checkNumber(record);
  if (parseMarking(record.marking) === null) refuse('密级标识不合规定');
  const form = knownForm(record);
  if (!contentSchema(form).safeParse(record.content).success) refuse(`${form.title}内容不合表单`);
  for (const entry of record.masters) {
    const problem = masterProblem(entry);
    if (problem === 'newer') newer(`基础资料表单第 ${entry.formVersion} 版`);
    if (problem !== null) refuse(problem);
  }
  checkReferences(record);
  const parts = new Set((form.parts ?? []).map((part) => part.key));
  if (record.parts.some((part) => !parts.has(part))) refuse(`${form.title}没有这一部分`);
  for (const attachment of record.attachments) checkAttachment(record, attachment);
  if (record.frozen !== null) checkFrozen(record, record.frozen.text);
  return record;
}

/** What a record names must be in its line, once, and be what it is named as: an equipment, a customer, a model. */
function checkReferences(record: ImportedLine): void {
  const types = new Map(record.masters.map((entry) => [entry.uid, entry.type]));
  if (types.size !== record.masters.length) refuse('基础资料重复');
  const wanted: readonly (readonly [uid: MasterUid | null, type: MasterType])[] = [
    ...record.equipment.map((uid) => [uid, 'equipment'] as const),
    [record.customer, 'customer'],
    ...record.masters.flatMap((entry) => [
      [entry.customer, 'customer'] as const,
      [entry.model, 'model'] as const,
    ]),
  ];
  if (wanted.some(([uid, type]) => uid !== null && types.get(uid) !== type))
    refuse('缺少所引用的基础资料，或种类不符');
}

/** An attachment belongs to the record's site and has a name that no file system, list or paper is deceived by. */
function checkAttachment(record: ImportedLine, attachment: ImportedLine['attachments'][number]): void {
  if (siteOfUid(attachment.uid) !== record.owningSite) refuse('附件不属于发送站点');
  if (keptName(attachment.name) !== attachment.name) refuse('附件名不合规定');
}

/** Same bytes for the same record, so that a package made twice is the same package. */
export function lineOf(line: ImportedLine): ImportedLine {
  return lineSchema.parse(line);
}

/** A number of another site or kind would take a place in a series that its owner has not issued. */
function checkNumber(record: ImportedLine): void {
  if (record.registrationNumber === null) return;
  const number = parseRecordNumber(record.registrationNumber);
  const own =
    number !== null &&
    number.use === 'registration' &&
    number.site === record.owningSite &&
    number.kind === record.kind;
  if (!own) refuse('登记编号不属于该记录');
}

function knownForm(record: ImportedLine) {
  try {
    return formFor(record.kind, record.formVersion);
  } catch {
    return newer(`表单 ${record.kind} 第 ${record.formVersion} 版`);
  }
}

/** The frozen text is what was signed: it must have the digest that the record names, and say what the record says. */
function checkFrozen(record: ImportedLine, text: string): void {
  if (createHash('sha256').update(text, 'utf8').digest('hex') !== record.digest) refuse('记录摘要不符');
  const frozen = z
    .looseObject({ uid: z.string(), kind: z.string(), content: formContent })
    .safeParse(json(text));
  const form = formFor(record.kind, record.formVersion);
  const same =
    frozen.success &&
    frozen.data.uid === record.uid &&
    frozen.data.kind === record.kind &&
    canonicalJson(frozen.data.content) === canonicalJson(canonicalContent(form, record.content));
  if (!same) refuse('记录内容与签署时不符');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(detail: string): never {
  throw new AppError('package.refused', { code: 'E_RECORDS', detail });
}

/** A later program wrote it: nothing is taken in, and the package stays good for the time after the update. */
function newer(detail: string): never {
  throw new AppError('package.refused', { code: 'E_NEEDS_NEWER', detail });
}
