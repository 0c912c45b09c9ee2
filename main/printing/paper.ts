import { AppError } from '../../shared/errors.ts';
import { displayField } from '../../shared/forms/display.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { canonicalContent } from '../../shared/forms/versions.ts';
import type { Instant } from '../../shared/ids.ts';
import { lifecycleOf, type Move, type State, stateWords } from '../../shared/lifecycle/lifecycle.ts';
import type { SiteIdentity } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { masterByIds } from '../database/stores/master.ts';
import { siteNames } from '../database/stores/printing.ts';
import { equipmentOf, historyOf, signaturesOf, versionsOf } from '../database/stores/recordParts.ts';
import { figuresOf } from '../evaluation/reports.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import { paperDigest, recordDigest, type WholeRecord } from '../records/wholeRecord.ts';
import { signatureKinds } from './authorisations.ts';
import { formDocument } from './document/formDocument.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { reportDocument } from './document/reportDocument.ts';
import type { DocumentSource, PaperReference, PaperSignature } from './document/source.ts';

/** Class of a print (spec 3 "Printing"). */
export type PrintClass = 'approved' | 'forSignature' | 'draft';

/** A record made ready for paper. */
export interface Paper {
  /** Complete document: the body that all copies share. */
  readonly html: string;
  readonly place: LayerPlace;
}

/** States in which a record is approved by its procedure and its content can change no more. */
const approvedStates: readonly State[] = [
  'approved',
  'dispatched',
  'archived',
  'compiled',
  'closed',
  'reviewed',
];
/** A situation report that is only reviewed still waits for the company leader (5.7.4). */
const reportStates: readonly State[] = ['approved', 'dispatched', 'archived', 'compiled'];
/** A notice is taken along when it is issued (5.5.4), a report is signed before it is handed in (5.5.5). */
const signatureStates = (kind: RecordKind): readonly State[] =>
  kind === 'dispatchNotice' ? ['issued', 'returned'] : ['draft'];

/**
 * Digest that a print of the class is bound to: the frozen one of an approved record, that of the paper part for
 * signature, that of the present content for a draft.
 * @throws AppError print.not-approved, print.wrong-kind
 */
export async function demandPrintable(
  db: ReadDb,
  whole: WholeRecord,
  printClass: PrintClass,
): Promise<string> {
  switch (printClass) {
    case 'draft':
      return recordDigest(whole);
    case 'forSignature':
      if (!signatureKinds.includes(whole.kind) || !signatureStates(whole.kind).includes(whole.state)) {
        throw new AppError('print.wrong-kind', { state: stateWords[whole.state].label });
      }
      return paperDigest(whole);
    case 'approved':
      return await demandApproved(db, whole);
  }
}

/** @throws AppError print.not-approved unless the record is approved and says what was frozen then */
async function demandApproved(db: ReadDb, whole: WholeRecord): Promise<string> {
  const { record, kind, state } = whole;
  const states = kind === 'situationReport' ? reportStates : approvedStates;
  if (!states.includes(state) || record.digest === '') throw new AppError('print.not-approved');
  const frozen = (await versionsOf(db, record.id)).filter((version) => version.version === record.version);
  if (frozen.length === 0) return record.digest;
  const content = canonicalJson(canonicalContent(whole.form, whole.content));
  const same = frozen.some((version) => {
    const kept = JSON.parse(version.content) as { content?: unknown };
    return canonicalJson(kept.content ?? null) === content;
  });
  if (!same) throw new AppError('print.not-approved');
  return record.digest;
}

/** Name of a record's document in the ledger: form and number, no contents. */
export function documentName(whole: WholeRecord): string {
  const { archive_number, registration_number } = whole.record;
  const number = archive_number ?? registration_number ?? '未编号';
  return whole.kind === 'situationReport'
    ? `${displayField(whole.form, whole.content, 'reportKind')} ${number}`
    : `${whole.form.code} ${whole.form.title} ${number}`;
}

/** Puts a record on paper. @param digest what the print is bound to; its beginning stands in the foot */
export async function paperOf(
  db: ReadDb,
  site: SiteIdentity,
  whole: WholeRecord,
  printClass: PrintClass,
  digest: string,
): Promise<Paper> {
  const source = await sourceOf(db, site, whole, digest);
  if (whole.kind === 'situationReport') {
    const { set } = await figuresOf(db, whole);
    return {
      html: reportDocument(source, set),
      place: { layout: 'report', landscape: false },
    };
  }
  return {
    html: formDocument(source, { forSignature: printClass === 'forSignature' }),
    place: { layout: 'form', landscape: whole.form.layout.paper.orientation === 'landscape' },
  };
}

/** Everything of a record that its paper shows. @param digest what the print is bound to */
export async function sourceOf(
  db: ReadDb,
  site: SiteIdentity,
  whole: WholeRecord,
  digest: string,
): Promise<DocumentSource> {
  const { record, task } = whole;
  const names = await siteNames(db);
  return {
    form: whole.form,
    content: whole.content,
    parts: whole.parts,
    registrationNumber: record.registration_number,
    archiveNumber: record.archive_number,
    marking: record.marking,
    occurredAt: record.occurred_at as Instant,
    recordedAt: record.recorded_at as Instant,
    author: record.author_name,
    customer: whole.customer,
    equipment: await equipmentWords(db, record.id),
    task: task === null ? null : { number: task.registration_number ?? '', title: task.title },
    site: names.get(record.owning_site) ?? site.name,
    version: record.version,
    digest,
    signatures: await paperSignatures(db, whole),
  };
}

async function equipmentWords(db: ReadDb, recordId: number): Promise<PaperReference[]> {
  const equipment = await equipmentOf(db, recordId);
  const models = await masterByIds(
    db,
    equipment.flatMap((item) => (item.model_id === null ? [] : [item.model_id])),
  );
  return equipment.map((item) => {
    const model = models.find((candidate) => candidate.id === item.model_id);
    return { code: item.code, name: model === undefined ? '' : `${model.code} ${model.name}` };
  });
}

/**
 * What the places of signature show: the signatures since the record was last sent back, and for unsigned steps who took
 * them. The issuer's signature on a notice stays when only its return part is sent back.
 */
async function paperSignatures(db: ReadDb, whole: WholeRecord): Promise<DocumentSource['signatures']> {
  const history = await historyOf(db, whole.record.id);
  const sentBack = history.findLast((line) => line.act === 'sendBack' || line.act === 'reopen')?.at ?? '';
  const shown: Partial<Record<Move, PaperSignature>> = {};
  const rules = lifecycleOf(whole.kind).moves;
  for (const { move } of whole.form.layout.paper.signatures) {
    if (move === null) continue;
    const keeps = whole.kind === 'dispatchNotice' && move === 'issue';
    const rule = rules.find((candidate) => candidate.move === move);
    // On-site staff sign the notice by hand when they hand it in.
    if (rule?.needsSignature !== true && move !== 'recordReturn') {
      const line = history.findLast((candidate) => candidate.act === move && candidate.at > sentBack);
      if (line !== undefined)
        shown[move] = { name: line.account_name, at: line.at as Instant, onBehalfOf: null };
      continue;
    }
    const signature = (await signaturesOf(db, 'record', whole.record.uid)).findLast(
      (candidate) => candidate.purpose === move && (keeps || candidate.at > sentBack),
    );
    if (signature !== undefined) {
      shown[move] = {
        name: signature.account_name,
        at: signature.at as Instant,
        onBehalfOf: signature.on_behalf_of,
      };
    }
  }
  return shown;
}
