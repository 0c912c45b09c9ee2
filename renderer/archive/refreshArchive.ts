import { api, queryClient } from '../client.ts';

/** Forgets what volumes looked like, after an act that changed one. */
export async function refreshArchive(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: api.archive.key() });
}
