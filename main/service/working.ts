import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { isFieldEditable, isFieldShown } from '../../shared/forms/validate.ts';
import { type CheckRow, checkRowSchema } from '../../shared/forms/values.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import type { ReadContext, WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { readersOf } from '../database/stores/recordParts.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { editProblem, requireKeepable } from '../records/drafts.ts';
import { readerReasons } from '../records/readersOfRecord.ts';
import { requireRecord } from '../records/reading.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, inside, writeEdit } from '../records/writing.ts';

/**
 * Whether the acting person was sent on the task by an issued notice (or works on it by name), so that its work part is
 * theirs to fill in although the task itself is not theirs to write.
 */
export async function worksOn(
  ctx: Pick<ReadContext, 'db' | 'site' | 'actor'>,
  task: WholeRecord,
): Promise<boolean> {
  const { record, state } = task;
  if (record.owning_site !== ctx.site.code) return false;
  if (!lifecycleOf('task').editable.includes(state) || state === 'registered') return false;
  if (record.responsible_id === ctx.actor.id) return true;
  const own = readerOfAccount(ctx.actor.uid);
  const named = await readersOf(ctx.db, record.id);
  return named.some((row) => row.reader === own && row.reason === readerReasons.staff);
}

/**
 * `service.saveWork`: one field of the work part of a task.
 * @throws AppError record.not-found, gate.forbidden, record.not-owned, record.frozen, record.not-draft,
 *   record.field-invalid (a check list with other items than the task has)
 */
export const saveWork: HandlerFor<Contract['service']['saveWork']> = async (ctx, input) => {
  const task = await requireRecord(inside(ctx), input.uid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  await requireWork(ctx, task);
  const field = fieldOf(task.form, input.field);
  if (field === undefined || !isFieldEditable(task.form, field, task.state))
    throw new AppError('record.field-unknown', { field: input.field });
  if (!isFieldShown(task.form, field, task.content, task.parts))
    throw new AppError('record.field-unknown', { field: input.field });
  const fault = requireKeepable(task, input.field, input.value);
  if (input.field === 'checkList') requireSameItems(task, input.value);
  const content: Record<string, unknown> = { ...task.content };
  if (input.value === null || input.value === '') delete content[input.field];
  else content[input.field] = input.value;
  const after = await writeEdit(ctx, task, { content });
  auditRecord(ctx, after.record);
  return { savedAt: ctx.now, problem: fault };
};

async function requireWork(ctx: WriteContext, task: WholeRecord): Promise<void> {
  const problem = editProblem(ctx, task);
  if (problem === null) return;
  if (problem.code !== 'gate.forbidden' || !(await worksOn(inside(ctx), task))) throw problem;
}

/** The items come from the service table (5.5.1); who works on the task settles them and adds or drops none. */
function requireSameItems(task: WholeRecord, value: unknown): void {
  const names = (rows: readonly CheckRow[]) => JSON.stringify(rows.map((row) => [row.key, row.label]));
  const present = checkRowSchema.array().safeParse(task.content.checkList ?? []);
  const given = checkRowSchema.array().safeParse(value);
  if (present.success && given.success && names(present.data) === names(given.data)) return;
  throw new AppError('record.field-invalid', { field: '核对项目', detail: '项目不能增减' }, 'checkList');
}
