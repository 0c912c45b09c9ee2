import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { useTabs } from './tabs.tsx';

/** What a tab of a record needs: which record it is, and its number, or '' before it has one. */
interface Openable {
  readonly kind: RecordKind;
  readonly uid: RecordUid;
  readonly number: string;
}

/** Opens a record in the tab that its kind has. The tab bears its number, before that the name of its form. */
export function useOpenRecord(): (record: Openable) => void {
  const tabs = useTabs();
  return ({ kind, uid, number }) =>
    tabs.open(kind === 'task' ? 'task' : 'record', { uid }, number || latestForm(kind).title);
}
