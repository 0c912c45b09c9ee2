import { ORPCError, os, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { procedures } from '../../shared/contract/contract.ts';
import type { Gate } from './gate.ts';

/** Code under which every error of the gate crosses the port; its data is an `ErrorData`. */
export const rpcErrorCode = 'APP_ERROR';

/**
 * The gate as an oRPC handler for one message port of the page's own frame. Schemas are checked by the gate, not by oRPC:
 * hostile input must be audited like every other refusal.
 */
export function createRpcHandler(gate: Gate): RPCHandler<Record<never, never>> {
  const router: Record<string, Record<string, unknown>> = {};
  for (const { path } of procedures) {
    const [area, name] = path.split('.');
    if (area === undefined || name === undefined) continue;
    const group = router[area] ?? {};
    router[area] = group;
    group[name] = os.handler(async ({ input, signal }) => {
      const answer = await gate.call(path, input, { frame: 'own' }, signal);
      if (answer.ok) return answer.value;
      throw new ORPCError(rpcErrorCode, { data: answer.error, message: answer.error.message });
    });
  }
  return new RPCHandler(router as Router<never, Record<never, never>>);
}
