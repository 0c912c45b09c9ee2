import type { Handlers, Wire } from './wire.ts';

/** Bytes that travel at once. */
const partBytes = 1024 * 1024;

/** Opens a stream by what was asked for, e.g. an attachment by its digest. */
export type OpenStream = (
  name: string,
  key: string,
) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

interface Served {
  readonly iterator: AsyncIterator<Uint8Array>;
  readonly memory: readonly SharedArrayBuffer[];
  /** Filled in turn: one is used at the other end while the next is filled here. */
  readonly slots: readonly Uint8Array[];
  parts: number;
  /** The part that is being filled; never rejects. */
  filling: Promise<number>;
  rest: Uint8Array;
  ended: boolean;
}

/** Fills the next slot as far as the source goes; number of bytes. */
async function fill(stream: Served): Promise<number> {
  const slot = stream.slots[stream.parts % stream.slots.length];
  if (slot === undefined) return 0;
  stream.parts += 1;
  let length = 0;
  while (length < slot.length) {
    if (stream.rest.length === 0) {
      if (stream.ended) break;
      const next = await stream.iterator.next();
      stream.ended = next.done === true;
      if (next.done === true) break;
      stream.rest = next.value;
    }
    const piece = stream.rest.subarray(0, slot.length - length);
    slot.set(piece, length);
    length += piece.length;
    stream.rest = stream.rest.subarray(piece.length);
  }
  return length;
}

/** What `streamOpen` answers. */
interface OpenedStream {
  readonly id: number;
  readonly memory: readonly SharedArrayBuffer[];
}

/** Handlers by which the other end pulls streams from this one, through two pieces of shared memory per stream. */
export function streamHandlers(open: OpenStream): Handlers {
  const served = new Map<number, Served>();
  /** Memory of streams that were closed, for the next ones. */
  const spare: (readonly SharedArrayBuffer[])[] = [];
  let last = 0;
  return {
    streamOpen: async ({ name, key }: { name: string; key: string }): Promise<OpenedStream> => {
      const source = await open(name, key);
      const memory = spare.pop() ?? [new SharedArrayBuffer(partBytes), new SharedArrayBuffer(partBytes)];
      last += 1;
      served.set(last, {
        iterator: source[Symbol.asyncIterator](),
        memory,
        slots: memory.map((buffer) => new Uint8Array(buffer)),
        parts: 0,
        filling: Promise.resolve(0),
        rest: new Uint8Array(0),
        ended: false,
      });
      return { id: last, memory };
    },
    streamNext: async (id: number): Promise<number> => {
      const stream = served.get(id);
      if (stream === undefined) return 0;
      const filling = fill(stream);
      stream.filling = filling.catch(() => 0);
      return await filling;
    },
    streamClose: async (id: number): Promise<void> => {
      const stream = served.get(id);
      if (stream === undefined) return;
      served.delete(id);
      // A part that was asked for may still be on its way into this memory.
      await stream.filling;
      spare.push(stream.memory);
      if (!stream.ended) await stream.iterator.return?.();
    },
  };
}

/** A stream of the other end, its parts lent; the next one is filled there while the present one is used here. */
export async function* otherEndStream(wire: Wire, name: string, key: string): AsyncGenerator<Uint8Array> {
  const { id, memory } = (await wire.call('streamOpen', { name, key })) as OpenedStream;
  const slots = memory.map((buffer) => new Uint8Array(buffer));
  const ask = (): Promise<unknown> => {
    const asked = wire.call('streamNext', id);
    // Looked at in its turn; until then a failure must not count as unhandled.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    let next = ask();
    for (let part = 0; ; part += 1) {
      const length = (await next) as number;
      const slot = slots[part % slots.length];
      if (length === 0 || slot === undefined) return;
      next = ask();
      yield slot.subarray(0, length);
    }
  } finally {
    await wire.call('streamClose', id);
  }
}
