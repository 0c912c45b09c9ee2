import { type Handlers, Moved, type Wire } from './wire.ts';

/** Bytes that travel at once. */
const partBytes = 512 * 1024;

/** Opens a stream by what was asked for, e.g. an attachment by its digest. */
export type OpenStream = (
  name: string,
  key: string,
) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

interface Served {
  readonly iterator: AsyncIterator<Uint8Array>;
  rest: Uint8Array;
  ended: boolean;
}

/** Handlers by which the other end pulls streams from this one, a bounded part at a time. */
export function streamHandlers(open: OpenStream): Handlers {
  const served = new Map<number, Served>();
  let last = 0;
  return {
    streamOpen: async ({ name, key }: { name: string; key: string }): Promise<number> => {
      const source = await open(name, key);
      last += 1;
      served.set(last, {
        iterator: source[Symbol.asyncIterator](),
        rest: new Uint8Array(0),
        ended: false,
      });
      return last;
    },
    streamNext: async (id: number): Promise<Moved | null> => {
      const stream = served.get(id);
      if (stream === undefined || (stream.ended && stream.rest.length === 0)) return null;
      const memory = new Uint8Array(partBytes);
      let length = 0;
      while (length < partBytes) {
        if (stream.rest.length === 0) {
          const next = await stream.iterator.next();
          stream.ended = next.done === true;
          if (next.done === true) break;
          stream.rest = next.value;
        }
        const piece = stream.rest.subarray(0, partBytes - length);
        memory.set(piece, length);
        length += piece.length;
        stream.rest = stream.rest.subarray(piece.length);
      }
      return length === 0 ? null : new Moved(memory.subarray(0, length));
    },
    streamClose: async (id: number): Promise<void> => {
      const stream = served.get(id);
      served.delete(id);
      if (stream !== undefined && !stream.ended) await stream.iterator.return?.();
    },
  };
}

/** A stream of the other end; the next part is asked for while the present one is used. */
export async function* otherEndStream(wire: Wire, name: string, key: string): AsyncGenerator<Uint8Array> {
  const id = await wire.call('streamOpen', { name, key });
  const ask = (): Promise<unknown> => {
    const asked = wire.call('streamNext', id);
    // Looked at in its turn; until then a failure must not count as unhandled.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    let next = ask();
    for (;;) {
      const part = (await next) as Uint8Array | null;
      if (part === null) return;
      next = ask();
      yield part;
    }
  } finally {
    await wire.call('streamClose', id);
  }
}
