import { Worker } from 'node:worker_threads';
import { workerFile } from '../../../database/workerFile.ts';
import { namespaces, type Signer } from '../../crypto/sshsig.ts';
import type { JsonObject } from '../canonicalJson.ts';
import type { SmallFile, WrittenCarry } from '../carry.ts';
import type { BlobSource, PackageProgress, RunOptions, WrittenFile } from '../fileIo.ts';
import type { PackageJson } from '../packageJson.ts';
import type { PackageVerdict } from '../readPackage.ts';
import type { RecordLine } from '../recordLines.ts';
import type { SequenceDecision } from '../sequence.ts';
import { stagedPackage } from '../stagedPackage.ts';
import { Staging } from '../staging.ts';
import type { CardFacts } from '../verifyText.ts';
import type { PackageAttachment, PayloadFacts, SealedPackage } from '../writePackage.ts';
import type { BuildJob, CarryJob, ReadAnswer, ReadJob, WriteJob } from './jobs.ts';
import { streamHandlers } from './streams.ts';
import { Wire } from './wire.ts';

/** Characters of record lines that travel at once. */
const linesAtOnce = 64 * 1024;
/** Large parts pass through shared memory; V8's own size for new objects would only gather used buffers. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 } as const;

/** Lines of records as they travel to the thread, which writes them in canonical form. */
async function* lines(records: AsyncIterable<JsonObject> | Iterable<JsonObject>): AsyncGenerator<Uint8Array> {
  let gathered = '';
  for await (const record of records) {
    gathered += `${JSON.stringify(record)}\n`;
    if (gathered.length < linesAtOnce) continue;
    yield Buffer.from(gathered);
    gathered = '';
  }
  if (gathered !== '') yield Buffer.from(gathered);
}

/** What a package thread asks of the program while it reads. */
export interface ReadCalls extends RunOptions {
  /** Place in the stream, asked once the signatures have passed. */
  decide(head: PackageJson, digest: string): SequenceDecision | Promise<SequenceDecision>;
  /** Judges record lines by the forms, some hundred at a time; throws PackageError('E_RECORDS', …) to refuse the package. */
  admitRecords(records: readonly RecordLine[], head: PackageJson): void | Promise<void>;
}

/**
 * Package work on a thread of its own: the program's event loop only hands over attachments and answers questions. Errors
 * that the program's own parts throw meanwhile come back as themselves. One job at a time; `close` it in the end.
 */
export class PackageThread {
  readonly #worker: Worker;
  readonly #wire: Wire;
  #run: RunOptions = {};
  #records: AsyncIterable<JsonObject> | Iterable<JsonObject> = [];
  #attachment: (sha256: string) => BlobSource | Promise<BlobSource> = () => {
    throw new Error('no attachments yet');
  };
  #sign: (message: Uint8Array) => Promise<Uint8Array> = () => Promise.reject(new Error('no signer'));
  #read: ReadCalls | undefined;
  #closed = false;

  constructor() {
    this.#worker = new Worker(workerFile('package'), { resourceLimits });
    const handlers = {
      ...streamHandlers(async (name, key) =>
        name === 'records' ? lines(this.#records) : (await this.#attachment(key)).open(),
      ),
      attachmentBytes: async (sha256: string) => (await this.#attachment(sha256)).bytes,
      signCarry: (message: Uint8Array) => this.#sign(message),
      decide: ({ head, digest }: { head: PackageJson; digest: string }) => this.#read?.decide(head, digest),
      admitRecords: ({ records, head }: { records: readonly RecordLine[]; head: PackageJson }) =>
        this.#read?.admitRecords(records, head),
    };
    this.#wire = new Wire(this.#worker, handlers, (_, at) => this.#run.progress?.(at as PackageProgress));
    this.#worker.on('error', (reason) => this.#wire.break(reason));
    this.#worker.on('exit', () => this.#wire.break(new Error('the package thread has ended')));
  }

  /** Hashes attachments and writes the record lines to a staging of the thread, as `buildManifest`. */
  async build(
    input: {
      readonly stagingParent: string;
      readonly records: AsyncIterable<JsonObject> | Iterable<JsonObject>;
      readonly attachments: readonly PackageAttachment[];
    } & RunOptions,
  ): Promise<PayloadFacts> {
    const byDigest = new Map(input.attachments.map((attachment) => [attachment.sha256, attachment]));
    this.#records = input.records;
    this.#attachment = (sha256) => {
      const found = byDigest.get(sha256);
      if (found === undefined) throw new Error('the thread asked for an attachment that is not there');
      return found;
    };
    const job: BuildJob = {
      stagingParent: input.stagingParent,
      attachments: input.attachments.map(({ sha256, bytes }) => ({ sha256, bytes })),
    };
    return (await this.#call('build', job, input)) as PayloadFacts;
  }

  /** Encrypts a sealed package whose payload this thread has built, as `writeAge`. */
  async write(
    input: {
      readonly sealed: SealedPackage;
      attachment(sha256: string): BlobSource | Promise<BlobSource>;
      readonly folder: string;
      readonly volumeBytes?: number;
    } & RunOptions,
  ): Promise<WrittenFile[]> {
    this.#attachment = (sha256) => input.attachment(sha256);
    const { packageJson, siteSig, releaseSig, manifest } = input.sealed;
    const job: WriteJob = {
      files: { packageJson, siteSig, releaseSig, manifest },
      folder: input.folder,
      volumeBytes: input.volumeBytes,
    };
    return (await this.#call('write', job, input)) as WrittenFile[];
  }

  /** Puts packages and rosters on a medium and reads them back, as `writeCarry`. */
  async carry(
    input: {
      readonly medium: string;
      readonly site: string;
      readonly siteSigner: Signer;
      readonly packages: readonly WrittenFile[];
      readonly rosters: readonly SmallFile[];
      readonly card?: readonly CardFacts[];
    } & RunOptions,
  ): Promise<WrittenCarry> {
    const { siteSigner, medium, site, packages, rosters } = input;
    this.#sign = async (message) => await siteSigner.sign(namespaces.carry, message);
    const job: CarryJob = {
      medium,
      site,
      packages,
      card: input.card,
      rosters: rosters.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) })),
      keyId: siteSigner.keyId,
      publicKey: siteSigner.publicKey,
    };
    return (await this.#call('carry', job, input)) as WrittenCarry;
  }

  /** Reads and checks a package, as `readPackage`. */
  async read(input: ReadJob & ReadCalls): Promise<PackageVerdict> {
    const { decide, admitRecords, signal, progress, ...job } = input;
    this.#read = { decide, admitRecords };
    const answer = (await this.#call('read', job, { signal, progress })) as ReadAnswer;
    if (answer.outcome !== 'staged') return answer;
    return { outcome: 'staged', staged: stagedPackage(Staging.adopt(answer.secret), answer.parts) };
  }

  async #call(name: string, job: unknown, run: RunOptions): Promise<unknown> {
    run.signal?.throwIfAborted();
    this.#run = run;
    const abort = (): void => this.#wire.tell('abort');
    run.signal?.addEventListener('abort', abort, { once: true });
    try {
      return await this.#wire.call(name, job);
    } finally {
      run.signal?.removeEventListener('abort', abort);
      this.#run = {};
    }
  }

  /** Removes what the thread has staged and ends it. May be called more than once. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#wire.call('dispose').catch(() => undefined);
    this.#wire.break(new Error('the package thread is closed'));
    await this.#worker.terminate();
  }
}

/** `readPackage` on a thread of its own, which ends with it. */
export async function readPackageOnThread(input: ReadJob & ReadCalls): Promise<PackageVerdict> {
  const thread = new PackageThread();
  try {
    return await thread.read(input);
  } finally {
    await thread.close();
  }
}
