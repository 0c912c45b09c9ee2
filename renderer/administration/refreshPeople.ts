import { api, queryClient } from '../client.ts';

/** Forgets accounts and gaps after an act that changed them. */
export async function refreshPeople(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: api.people.key() });
}
