import { createORPCClient, safe } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { installCopyGuard } from '../../../renderer/shell/copyGuard.ts';
import { receivePort } from '../../../shared/pagePort.ts';
import type { contract } from './contract.ts';

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));

// The theme's styles come as Mantine brings them: a style element with this load's nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const style = document.createElement('style');
style.nonce = nonce;
style.textContent = '#text { font-weight: 700; }';
document.head.append(style);

installCopyGuard(document);

const client = receivePort(window).then((port) => {
  const made: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ port }));
  port.start();
  return made;
});

/** What the test asks this page to do. */
const trial = {
  violations,
  nonce,
  echo: async (text: string) => {
    const { at, ...rest } = await (await client).echo({ text });
    return { ...rest, isDate: at instanceof Date };
  },
  refuse: async () => {
    const { error, isDefined } = await safe((await client).refuse());
    return { isDefined, code: Reflect.get(error ?? {}, 'code'), data: Reflect.get(error ?? {}, 'data') };
  },
  count: async (to: number) => {
    const seen: number[] = [];
    for await (const value of await (await client).count({ to })) seen.push(value);
    return seen;
  },
  stopAfter: async (count: number) => {
    const seen: number[] = [];
    for await (const value of await (await client).endless()) {
      seen.push(value);
      if (seen.length === count) break;
    }
    return seen;
  },
  startEndless: async () => {
    const values = await (await client).endless();
    await values.next();
  },
  weigh: async (size: number) => {
    const bytes = new Uint8Array(size);
    for (let index = 0; index < size; index++) bytes[index] = index % 251;
    const answer = await (await client).weigh({ file: new Blob([bytes]) });
    const copy = new Uint8Array(await answer.copy.arrayBuffer());
    return {
      size: answer.size,
      same: copy.length === size && copy.every((byte, index) => byte === index % 251),
    };
  },
  longText: async (length: number) => (await (await client).echo({ text: '密'.repeat(length) })).text.length,
  tryEval: () => {
    try {
      return String(new Function('return 1')());
    } catch (error) {
      return error instanceof EvalError ? 'EvalError' : String(error);
    }
  },
};
/** The page's trial as the test sees it. */
export type Trial = typeof trial;
Object.assign(window, { trial });
