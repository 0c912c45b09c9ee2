import type { SheetTarget } from '../../shared/contract/sheets.ts';
import { type MasterType, masterTypes, type RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm, masterFormFor } from '../../shared/forms/registry.ts';
import { importableKinds } from '../../shared/sheets/sheetColumns.ts';

/** What a table is taken in as, in words. */
export function targetWords(target: SheetTarget): string {
  return target.into === 'master'
    ? masterFormFor(target.type).title
    : `${latestForm(target.kind).title}（草稿）`;
}

/** A target as the value of a choice. */
export function targetKey(target: SheetTarget): string {
  return target.into === 'master' ? `master.${target.type}` : `records.${target.kind}`;
}

/** Targets that a person may take tables in as. */
export function targetsFor(may: {
  readonly editMaster: boolean;
  readonly write: (kind: RecordKind) => boolean;
}): SheetTarget[] {
  return [
    ...(may.editMaster ? masterTypes.map((type: MasterType) => ({ into: 'master' as const, type })) : []),
    ...importableKinds.filter(may.write).map((kind) => ({ into: 'records' as const, kind })),
  ];
}
