import { AppError } from '../errors.ts';
import type { FormDefinition, MasterForm } from './definition.ts';
import { builtInForms } from './definitions/all.ts';
import { masterForms } from './definitions/master.ts';
import type { MasterType, RecordKind } from './kinds.ts';

/** Every built-in version of every form, oldest version first within a kind. */
export const allForms: readonly FormDefinition[] = builtInForms;

/** Every master-data form. */
export const allMasterForms: readonly MasterForm[] = masterForms;

/**
 * The form of a kind in a version; without a version the newest. Old records keep the version they were written with.
 * @throws AppError `form.invalid` if this program does not know that version
 */
export function formFor(kind: RecordKind, version?: number): FormDefinition {
  const found =
    version === undefined
      ? allForms.filter((form) => form.kind === kind).at(-1)
      : allForms.find((form) => form.kind === kind && form.version === version);
  if (found === undefined) throw new AppError('form.invalid', { detail: `${kind} ${version ?? ''}` });
  return found;
}

/** The newest form of a kind. */
export function latestForm(kind: RecordKind): FormDefinition {
  return formFor(kind);
}

/**
 * The form of a master-data type.
 * @throws AppError `form.invalid` if there is none
 */
export function masterFormFor(type: MasterType): MasterForm {
  const found = allMasterForms.find((form) => form.master === type);
  if (found === undefined) throw new AppError('form.invalid', { detail: type });
  return found;
}
