import { api, queryClient, refreshRecords } from '../client.ts';

/** Forgets what stock, movements and plans looked like, and the lists of records. */
export async function refreshSpares(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: api.spares.key() }), refreshRecords()]);
}
