import { api, queryClient, refreshRecords } from '../client.ts';

/** Forgets what cases and everything that lists them looked like. */
export async function refreshCases(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: api.cases.key() }), refreshRecords()]);
}
