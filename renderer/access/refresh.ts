import { api, queryClient, refreshRecords } from '../client.ts';

/** After an act on readers, emergency access or marks: these lists, records and queues are asked anew. */
export async function refreshAccess(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: api.access.key() }), refreshRecords()]);
}
