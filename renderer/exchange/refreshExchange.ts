import { api, queryClient } from '../client.ts';

/** Forgets what the package desk looked like, after an act that changed it. */
export async function refreshExchange(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: api.exchange.key() });
}
