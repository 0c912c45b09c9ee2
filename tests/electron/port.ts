import { EventEmitter } from 'node:events';

/** What crosses to the page and back: text, bytes or plain data, and the end of the port. */
export type Parcel =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string }
  | { readonly kind: 'data'; readonly json: string }
  | { readonly kind: 'close' };

/** Packs a message for the way to the page. */
export function pack(message: unknown): Parcel {
  if (typeof message === 'string') return { kind: 'text', text: message };
  if (message instanceof Uint8Array)
    return { kind: 'bytes', base64: Buffer.from(message).toString('base64') };
  return { kind: 'data', json: JSON.stringify(message ?? null) };
}

/** Unpacks a message that came from the page. */
export function unpack(parcel: Exclude<Parcel, { kind: 'close' }>): unknown {
  if (parcel.kind === 'text') return parcel.text;
  if (parcel.kind === 'bytes') return new Uint8Array(Buffer.from(parcel.base64, 'base64'));
  return JSON.parse(parcel.json);
}

/** Stand-in of Electron's `MessagePortMain`: holds messages back until `start()`, ends together with its peer. */
export class MessagePortMain extends EventEmitter {
  #peer: MessagePortMain | undefined;
  #carrier: ((parcel: Parcel) => void) | undefined;
  #waiting: unknown[] = [];
  #started = false;
  #closed = false;

  /** Connects two ports with each other. */
  static connect(one: MessagePortMain, other: MessagePortMain): void {
    one.#peer = other;
    other.#peer = one;
  }

  postMessage(message: unknown): void {
    if (!this.#closed) this.#peer?.receive(message);
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const peer = this.#peer;
    this.#carrier?.({ kind: 'close' });
    queueMicrotask(() => {
      this.emit('close');
      peer?.close();
    });
  }

  /** Takes a message from the other end. */
  receive(message: unknown): void {
    if (this.#closed) return;
    if (this.#carrier !== undefined) this.#carrier(pack(message));
    else if (this.#started)
      queueMicrotask(() => this.#closed || this.emit('message', { data: message, ports: [] }));
    else this.#waiting.push(message);
  }

  /** Moves this end into the page: what is sent to it goes to `carrier`; answers who takes what the page sends. */
  carry(carrier: (parcel: Parcel) => void): (parcel: Parcel) => void {
    this.#carrier = carrier;
    for (const data of this.#waiting.splice(0)) carrier(pack(data));
    return (parcel) => {
      if (parcel.kind === 'close') this.close();
      else this.postMessage(unpack(parcel));
    };
  }
}

/** Stand-in of Electron's `MessageChannelMain`. */
export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    MessagePortMain.connect(this.port1, this.port2);
  }
}
