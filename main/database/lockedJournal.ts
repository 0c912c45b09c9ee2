import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFile, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/ids.ts';
import { syncFolder, writeDurably } from './durableFiles.ts';
import { errorCode } from './failures.ts';
import { seal, unseal, zero } from './sealing.ts';

const eventSchema = z.strictObject({
  at: z.string(),
  /** What happened: a refused log-in, an accepted one, an administrator lifting a block, another refused request. */
  act: z.enum(['loginFailed', 'loginSucceeded', 'failuresCleared', 'refused']),
  /** Keyed digest of the log-in name typed (slots.ts); zeros for a refused request. */
  loginTag: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who and where, for the audit row; sealed, readable at unlock only. */
  detail: z.record(z.string(), z.string()),
});
/** Something that happened while the database was closed. */
export type LockedEvent = Readonly<Omit<z.infer<typeof eventSchema>, 'at'> & { at: Instant }>;

const headSchema = z.strictObject({
  format: z.literal('locked-journal/1'),
  publicKey: z.string(),
  /** First MAC key, sealed to `publicKey`. */
  sealedKey: z.string(),
  counts: z.record(z.string(), z.strictObject({ failures: z.int(), last: z.string() })),
});
const lineSchema = z.strictObject({
  act: eventSchema.shape.act,
  loginTag: eventSchema.shape.loginTag,
  at: z.string(),
  sealed: z.string(),
  mac: z.string(),
});
type Head = z.infer<typeof headSchema>;
type Line = z.infer<typeof lineSchema>;

/** Failures in a row of one log-in name. */
export interface FailureCount {
  readonly failures: number;
  readonly last: Instant;
}

/** What the journal amounts to at unlock. Anything but `intact` is an alarm. */
export type JournalVerdict = 'intact' | 'missing' | 'cut' | 'altered';

/** Journal as read at unlock. Events of a damaged journal are those before the damage. */
export interface JournalReading {
  readonly verdict: JournalVerdict;
  readonly events: readonly LockedEvent[];
}

/** Refused requests that one journal takes. */
export const mostRefusals = 500;

const headContext = 'locked journal key 1';
const lineContext = 'locked journal line 1';
const idPattern = /^locked-([0-9a-f]{16})\.journal$/;

/** Every line has the next key; the one before is gone, so that earlier lines cannot be written anew. */
const nextKey = (key: Uint8Array) =>
  createHash('sha256').update('locked journal next 1').update(key).digest();

function macOf(key: Uint8Array, previous: string, body: string): string {
  return createHmac('sha256', key).update(previous).update('\n').update(body).digest('base64');
}

const bodyOf = ({ act, loginTag, at, sealed }: Omit<Line, 'mac'>) =>
  JSON.stringify({ act, loginTag, at, sealed });

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

interface Contents {
  readonly head: Head;
  readonly headMac: string;
  readonly lines: readonly Line[];
  /** Bytes of everything up to the last whole line. */
  readonly wholeBytes: number;
  /** True when a whole line is no line of a journal. */
  readonly garbled: boolean;
}

/** Reads a journal file without any key; undefined when not even its head is one. */
async function readContents(file: string): Promise<Contents | undefined> {
  const text = await readFile(file, 'utf8');
  // After the last newline there may be a line that a crash tore; it was never acknowledged.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...rest] = whole.split('\n').slice(0, -1);
  const head = z.strictObject({ head: headSchema, mac: z.string() }).safeParse(parseJson(first ?? ''));
  if (!head.success) return undefined;
  const lines: Line[] = [];
  for (const one of rest) {
    const line = lineSchema.safeParse(parseJson(one));
    // Written once and in this form; the same values in another form were written by somebody else.
    if (!line.success || JSON.stringify(line.data) !== one) break;
    lines.push(line.data);
  }
  return {
    head: head.data.head,
    headMac: head.data.mac,
    lines,
    wholeBytes: Buffer.byteLength(whole),
    garbled: lines.length < rest.length,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Journal of what happens while the database is closed (spec 3 "Sessions"). Lies beside the slot file as
 * `locked-<id>.journal` with the current MAC key in `locked-<id>.key`. The database keeps the id of the journal
 * it expects; one that is missing, cut, altered or exchanged shows at the next unlock.
 */
export class LockedJournal {
  readonly #folder: string;
  readonly #counts: Map<string, FailureCount>;
  #refusals: number;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, counts: Map<string, FailureCount>, refusals: number) {
    this.#folder = folder;
    this.#counts = counts;
    this.#refusals = refusals;
  }

  /** Opens what is there, at program start. Nothing there is no error here: it is an alarm at unlock. */
  static async open(folder: string): Promise<LockedJournal> {
    const counts = new Map<string, FailureCount>();
    let refusals = 0;
    for (const id of await journalIds(folder)) {
      const contents = await readContents(journalFile(folder, id));
      if (!contents) continue;
      for (const [tag, count] of Object.entries(contents.head.counts)) {
        counts.set(tag, { failures: count.failures, last: count.last as Instant });
      }
      for (const line of contents.lines) applyTo(counts, { ...line, at: line.at as Instant });
      refusals = Math.max(refusals, contents.lines.filter(({ act }) => act === 'refused').length);
    }
    return new LockedJournal(folder, counts, refusals);
  }

  /** Failures in a row of a log-in name, across restarts. */
  failuresOf(loginTag: string): FailureCount | undefined {
    return this.#counts.get(loginTag);
  }

  /**
   * Adds an event; it is on disk when this resolves.
   * @throws AppError gate.audit-failed when it cannot be written: the log-in must then be refused
   */
  record(event: LockedEvent): Promise<void> {
    const done = this.#queue.then(async () => {
      applyTo(this.#counts, event);
      try {
        for (const id of await journalIds(this.#folder)) await append(this.#folder, id, event);
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('gate.audit-failed');
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /**
   * Adds a refused request, at most {@link mostRefusals} of a locked time: a page that asks in a loop cannot fill the disk.
   * @returns false when there are as many already; nothing was written
   */
  recordRefusal(at: Instant, detail: Readonly<Record<string, string>>): Promise<boolean> {
    const done = this.#queue.then(async () => {
      if (this.#refusals >= mostRefusals) return false;
      const ids = await journalIds(this.#folder);
      const event: LockedEvent = { at, act: 'refused', loginTag: '0'.repeat(64), detail };
      for (const id of ids) await append(this.#folder, id, event);
      this.#refusals += 1;
      return ids.length > 0;
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /**
   * Reads and verifies the journal the database expects.
   * @param expectedId id kept in the database; undefined on the first unlock of a new site
   * @param secretKey raw X25519 secret of the site's journal key
   */
  async read(expectedId: string | undefined, secretKey: Uint8Array): Promise<JournalReading> {
    if (expectedId === undefined) return { verdict: 'intact', events: [] };
    await this.#queue;
    try {
      return await verifyJournal(this.#folder, expectedId, secretKey);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { verdict: 'missing', events: [] };
      throw error;
    }
  }

  /**
   * Makes the next journal beside the current one and carries the failure counts over. The caller then keeps
   * the new id in the same transaction as the merged events, and calls {@link finish} with it; whenever the
   * program is killed in between, the database expects a journal that is there.
   * @param publicKey raw X25519 public key of the site's journal key
   * @returns id of the new journal
   */
  prepareNext(publicKey: Uint8Array): Promise<string> {
    const done = this.#queue.then(async () => {
      const id = randomBytes(8).toString('hex');
      const key = randomBytes(32);
      const head: Head = {
        format: 'locked-journal/1',
        publicKey: Buffer.from(publicKey).toString('base64'),
        sealedKey: seal(publicKey, key, `${headContext} ${id}`).toString('base64'),
        counts: Object.fromEntries(this.#counts),
      };
      const mac = macOf(key, id, JSON.stringify(head));
      await writeDurably(keyFile(this.#folder, id), nextKey(key));
      await writeDurably(journalFile(this.#folder, id), `${JSON.stringify({ head, mac })}\n`);
      zero(key);
      return id;
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Removes every journal but the one the database now expects. */
  finish(id: string): Promise<void> {
    const done = this.#queue.then(async () => {
      for (const other of await journalIds(this.#folder)) {
        if (other === id) continue;
        await rm(journalFile(this.#folder, other), { force: true });
        await rm(keyFile(this.#folder, other), { force: true });
      }
      await syncFolder(this.#folder);
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

const journalFile = (folder: string, id: string) => join(folder, `locked-${id}.journal`);
const keyFile = (folder: string, id: string) => join(folder, `locked-${id}.key`);

async function journalIds(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.map((name) => idPattern.exec(name)?.[1]).filter((id) => id !== undefined);
}

function applyTo(
  counts: Map<string, FailureCount>,
  event: Pick<LockedEvent, 'act' | 'loginTag' | 'at'>,
): void {
  if (event.act === 'refused') return;
  if (event.act !== 'loginFailed') counts.delete(event.loginTag);
  else
    counts.set(event.loginTag, { failures: (counts.get(event.loginTag)?.failures ?? 0) + 1, last: event.at });
}

/**
 * Adds a line and moves the key on. A kill in between leaves a line whose key is still there; the next line
 * then moves the key twice.
 */
async function append(folder: string, id: string, event: LockedEvent): Promise<void> {
  const file = journalFile(folder, id);
  const contents = await readContents(file);
  if (!contents || contents.garbled) return;
  if ((await readFile(file)).length > contents.wholeBytes) await truncate(file, contents.wholeBytes);
  const last = contents.lines.at(-1);
  const previous = last?.mac ?? contents.headMac;
  let key: Buffer = await readFile(keyFile(folder, id));
  if (last) {
    const before = contents.lines.at(-2)?.mac ?? contents.headMac;
    if (sameText(macOf(key, before, bodyOf(last)), last.mac)) key = nextKey(key);
  }
  const publicKey = Buffer.from(contents.head.publicKey, 'base64');
  const { act, loginTag, at } = event;
  const sealed = seal(publicKey, Buffer.from(JSON.stringify(event)), `${lineContext} ${id}`).toString(
    'base64',
  );
  const line: Line = { act, loginTag, at, sealed, mac: '' };
  line.mac = macOf(key, previous, bodyOf(line));
  await appendFile(file, `${JSON.stringify(line)}\n`);
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
  await writeDurably(keyFile(folder, id), nextKey(key));
  zero(key);
}

async function verifyJournal(folder: string, id: string, secretKey: Uint8Array): Promise<JournalReading> {
  const contents = await readContents(journalFile(folder, id));
  const current = await readFile(keyFile(folder, id));
  const altered: JournalReading = { verdict: 'altered', events: [] };
  if (!contents) return altered;
  const firstKey = unseal(secretKey, Buffer.from(contents.head.sealedKey, 'base64'), `${headContext} ${id}`);
  if (!firstKey || !sameText(macOf(firstKey, id, JSON.stringify(contents.head)), contents.headMac))
    return altered;
  const events: LockedEvent[] = [];
  let previous = contents.headMac;
  let key = nextKey(firstKey);
  let keyBefore = key;
  for (const line of contents.lines) {
    const event = openLine(line, id, secretKey);
    if (!event || !sameText(macOf(key, previous, bodyOf(line)), line.mac))
      return { verdict: 'altered', events };
    events.push(event);
    previous = line.mac;
    keyBefore = key;
    key = nextKey(key);
  }
  if (contents.garbled) return { verdict: 'altered', events };
  // The key is one line ahead of the last line, or at it when the program was killed in between. A key further
  // ahead belongs to lines that are gone.
  return { verdict: current.equals(key) || current.equals(keyBefore) ? 'intact' : 'cut', events };
}

function openLine(line: Line, id: string, secretKey: Uint8Array): LockedEvent | undefined {
  const text = unseal(secretKey, Buffer.from(line.sealed, 'base64'), `${lineContext} ${id}`);
  const event = text && eventSchema.safeParse(parseJson(text.toString()));
  if (!event?.success) return undefined;
  const { act, loginTag, at } = event.data;
  if (act !== line.act || loginTag !== line.loginTag || at !== line.at) return undefined;
  return { ...event.data, at: at as Instant };
}
