import type { Contract } from '../../shared/contract/contract.ts';
import type { Instant } from '../../shared/ids.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { historyOf, type StoredVersion, signaturesOf, versionsOf } from '../database/stores/recordParts.ts';
import { contentOf } from '../records/wholeRecord.ts';
import { auditRecord } from '../records/writing.ts';
import { requireReport } from './distribution.ts';
import { type FrozenFigures, readFrozen } from './frozen.ts';

/** `reports.versions`: what was submitted, newest first, what changed from one to the next, and what ended an approval. */
export const versions: HandlerFor<Contract['reports']['versions']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const { id, uid } = whole.record;
  const [stored, history, signatures] = await Promise.all([
    versionsOf(ctx.db, id),
    historyOf(ctx.db, id),
    signaturesOf(ctx.db, 'record', uid),
  ]);
  const submitted = stored.filter((version) => version.purpose === 'submit');
  const rows = submitted.map((version, at) => {
    const content = contentAt(version);
    const before = submitted[at - 1];
    const ended = history.find(
      (line) => (line.act === 'reopen' || line.act === 'sendBack') && line.at > version.made_at,
    );
    const approval = signatures.find((one) => one.purpose === 'approve' && one.digest === version.digest);
    return {
      version: version.version,
      submittedAt: version.made_at as Instant,
      submittedBy:
        signatures.find((one) => one.purpose === 'submit' && one.digest === version.digest)?.account_name ??
        '',
      approvedBy: approval?.account_name ?? null,
      approvedAt: (approval?.at ?? null) as Instant | null,
      endedAt: (ended?.at ?? null) as Instant | null,
      endedReason: ended?.reason ?? '',
      changeNote: typeof content.changeNote === 'string' ? content.changeNote : '',
      changes:
        before === undefined
          ? []
          : figureChanges(readFrozen(contentAt(before).figures), readFrozen(content.figures)),
    };
  });
  return { rows: rows.reverse() };
};

function contentAt(version: StoredVersion): Record<string, unknown> {
  return (contentOf(version).content ?? {}) as Record<string, unknown>;
}

/** Figures whose value is another, in words. */
function figureChanges(
  before: FrozenFigures | null,
  after: FrozenFigures | null,
): { label: string; before: string; after: string }[] {
  const words = (value: number | null | undefined, unit: string) =>
    value == null ? '无数据' : `${value}${unit}`;
  return (after?.set.figures ?? []).flatMap((figure) => {
    const old = before?.set.figures.find((one) => one.key === figure.key);
    return old?.value === figure.value
      ? []
      : [
          {
            label: figure.label,
            before: words(old?.value, figure.unit),
            after: words(figure.value, figure.unit),
          },
        ];
  });
}
