import { api, queryClient } from '../client.ts';

/** Forgets what orders and copies looked like, after an act that changed one. */
export async function refreshPrinting(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: api.printing.key() });
}
