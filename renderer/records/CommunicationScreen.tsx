import { communicationKinds } from './kinds.ts';
import { RecordsArea } from './RecordsArea.tsx';

/** 沟通记录: calls, faxes, items sent and received, customer information. */
export function CommunicationScreen() {
  return <RecordsArea name="communication" label="沟通记录" kinds={communicationKinds} />;
}
