/** Pulls exact amounts from a stream of lent parts (fileIo.ts) without joining what it does not have to. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0 && !this.#ended) {
      const next = await this.#iterator.next();
      if (next.done === true) this.#ended = true;
      else this.#rest = next.value;
    }
    return this.#rest.length > 0;
  }

  /** Up to `most` bytes as they come, good until the next call; `null` at the end of the stream. */
  async some(most: number): Promise<Uint8Array | null> {
    if (!(await this.#fill())) return null;
    const out = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(out.length);
    return out;
  }

  /** Exactly `length` bytes, or fewer at the end of the stream. Allocates `length` bytes: bound it first. */
  async upTo(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const part = await this.some(length - filled);
      if (part === null) return out.subarray(0, filled);
      out.set(part, filled);
      filled += part.length;
    }
    return out;
  }

  /** Tells the source that no more will be read. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#rest = new Uint8Array(0);
    await this.#iterator.return?.();
  }
}
