import type { MasterUid } from '../../shared/ids.ts';
import type { ScreenProps } from '../shell/screens.ts';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { MasterPage } from './MasterPage.tsx';

/** One entry of master data in a tab of its own. */
export function MasterEntryScreen({ params }: ScreenProps) {
  const tabs = useTabs();
  const tab = useCurrentTab();
  // The type of a known entry comes with it; the one given here is only looked at for a new entry.
  return <MasterPage type="equipment" uid={params.uid as MasterUid} onBack={() => tabs.close(tab)} />;
}
