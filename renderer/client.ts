import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { Contract } from '../shared/contract/contract.ts';
import { receivePort } from '../shared/pagePort.ts';

type Context = Record<never, never>;

/** Calls wait for the port, so that screens may ask from their first moment. */
const link: Promise<RPCLink<Context>> = receivePort(window).then((port) => {
  const ready = new RPCLink<Context>({ port });
  port.start();
  return ready;
});

/** The typed client: everything that the page can ask of the program. */
export const client: ContractRouterClient<Contract, Context> = createORPCClient({
  call: async (path, input, options) => (await link).call(path, input, options),
});

/** The same procedures as options for TanStack Query: `useQuery(api.records.open.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(client);

/**
 * The cache of answers. Nothing is asked twice on its own: the program is on this machine, so an error is an answer,
 * and every reading act leaves a row in the audit log.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Forgets what records, tasks, lists and queues looked like, after an act that changed one of them. */
export async function refreshRecords(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: api.records.key() }),
    queryClient.invalidateQueries({ queryKey: api.service.key() }),
  ]);
}
