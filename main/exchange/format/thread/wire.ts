import { type PackageCode, PackageError, packageCodes } from '../packageError.ts';

/** One end of a message channel: a Worker, or the port a thread has to its parent. */
export interface WirePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/**
 * An error on its way to the other thread. `mine`: the thrown value stays where it was thrown; `yours`: it was thrown by
 * the end that now gets it back as itself.
 */
type Failure =
  | { readonly type: 'package'; readonly code: PackageCode; readonly detail: string }
  | {
      readonly type: 'mine';
      readonly token: number;
      readonly name: string;
      readonly message: string;
      readonly errno: string;
    }
  | { readonly type: 'yours'; readonly token: number };

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'tell'; readonly name: string; readonly value: unknown };

/** What an end does when it is asked, by name. */
export type Handlers = Readonly<Record<string, (value: never) => unknown>>;

/** Stands for an error that was thrown at the other end and is kept there. */
class OtherEndError extends Error {
  readonly token: number;
  /** errno of a file-system error, else empty. */
  readonly code: string;

  constructor(failure: Extract<Failure, { type: 'mine' }>) {
    super(failure.message);
    this.name = failure.name;
    this.token = failure.token;
    this.code = failure.errno;
  }
}

function errnoOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** Calls and answers between the program and a thread. Refusals of the format and file-system errors keep their meaning. */
export class Wire {
  readonly #port: WirePort;
  readonly #handlers: Handlers;
  readonly #told: (name: string, value: unknown) => void;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  readonly #kept = new Map<number, unknown>();
  #last = 0;
  #broken: { readonly reason: unknown } | undefined;

  constructor(port: WirePort, handlers: Handlers, told: (name: string, value: unknown) => void) {
    this.#port = port;
    this.#handlers = handlers;
    this.#told = told;
    port.on('message', (message) => void this.#take(message as Message));
  }

  /** Asks the other end. Rejects with what its handler threw. */
  async call(name: string, value?: unknown): Promise<unknown> {
    if (this.#broken !== undefined) throw this.#broken.reason;
    this.#last += 1;
    const id = this.#last;
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ kind: 'call', id, name, value } satisfies Message);
    });
  }

  /** Says something that needs no answer. */
  tell(name: string, value?: unknown): void {
    if (this.#broken === undefined) this.#port.postMessage({ kind: 'tell', name, value } satisfies Message);
  }

  /** The other end is gone: everything asked and still to be asked fails. */
  break(reason: unknown): void {
    this.#broken ??= { reason };
    for (const { reject } of this.#waiting.values()) reject(this.#broken.reason);
    this.#waiting.clear();
  }

  async #take(message: Message): Promise<void> {
    switch (message.kind) {
      case 'tell':
        this.#told(message.name, message.value);
        return;
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.value);
        this.#waiting.delete(message.id);
        return;
      case 'failure':
        this.#waiting.get(message.id)?.reject(this.#thrown(message.failure));
        this.#waiting.delete(message.id);
        return;
      case 'call':
        await this.#answer(message);
    }
  }

  async #answer({ id, name, value }: Extract<Message, { kind: 'call' }>): Promise<void> {
    try {
      const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
      if (handler === undefined) throw new Error(`nobody answers ${name}`);
      const answer = await handler(value as never);
      if (this.#broken !== undefined) return;
      this.#port.postMessage({ kind: 'answer', id, value: answer } satisfies Message);
    } catch (thrown) {
      if (this.#broken === undefined)
        this.#port.postMessage({ kind: 'failure', id, failure: this.#failure(thrown) } satisfies Message);
    }
  }

  #failure(thrown: unknown): Failure {
    if (thrown instanceof PackageError) return { type: 'package', code: thrown.code, detail: thrown.detail };
    if (thrown instanceof OtherEndError) return { type: 'yours', token: thrown.token };
    this.#last += 1;
    this.#kept.set(this.#last, thrown);
    const [name, message] =
      thrown instanceof Error ? [thrown.name, thrown.message] : ['Error', String(thrown)];
    return { type: 'mine', token: this.#last, name, message, errno: errnoOf(thrown) };
  }

  #thrown(failure: Failure): unknown {
    switch (failure.type) {
      case 'package': {
        const plain = packageCodes[failure.code];
        const note = failure.detail === plain ? undefined : failure.detail.slice(plain.length + 1, -1);
        return new PackageError(failure.code, note);
      }
      case 'mine':
        return new OtherEndError(failure);
      case 'yours':
        return this.#kept.get(failure.token);
    }
  }
}
