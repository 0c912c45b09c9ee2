import { namespaces } from '../../crypto/sshsig.ts';
import type { JsonObject } from '../canonicalJson.ts';
import { writeCarry } from '../carry.ts';
import type { PackageProgress, WrittenFile } from '../fileIo.ts';
import type { HeadFiles } from '../manifest.ts';
import { type PackageVerdict, type ReadRequest, readIntoStaging } from '../readPackage.ts';
import { readRecordLines } from '../recordLines.ts';
import type { Roster } from '../roster.ts';
import type { SequenceDecision } from '../sequence.ts';
import type { StagedParts } from '../stagedPackage.ts';
import { Staging, type StagingSecret } from '../staging.ts';
import { TrustedKeys } from '../trustedKeys.ts';
import type { CardFacts } from '../verifyText.ts';
import {
  type BuiltPayload,
  buildManifest,
  type PayloadFacts,
  restoreSealed,
  writeAge,
} from '../writePackage.ts';
import { otherEndStream } from './streams.ts';
import { type Handlers, Wire, type WirePort } from './wire.ts';

/** To be built: the record lines come as stream `records`, attachments as stream `attachment` by digest. */
export interface BuildJob {
  readonly stagingParent: string;
  readonly attachments: readonly { readonly sha256: string; readonly bytes: number }[];
}

/** To be written after it was built; sizes of attachments are asked with `attachmentBytes`. */
export interface WriteJob {
  readonly files: HeadFiles;
  readonly folder: string;
  readonly volumeBytes: number | undefined;
}

/** To be put on a medium; signatures are asked with `signCarry`. */
export interface CarryJob {
  readonly medium: string;
  readonly site: string;
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly packages: readonly WrittenFile[];
  readonly rosters: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly card: readonly CardFacts[] | undefined;
}

/** To be read; the place in the stream is asked with `decide`, the judgement of lines with `admitRecords`. */
export type ReadJob = Omit<ReadRequest, 'trust' | 'decide' | 'admitRecords' | 'signal' | 'progress'> & {
  /** Pinned rosters whose root signatures were verified. */
  readonly rosters: readonly Roster[];
};

/** Answer to a `ReadJob`. */
export type ReadAnswer =
  | Exclude<PackageVerdict, { readonly outcome: 'staged' }>
  | { readonly outcome: 'staged'; readonly parts: StagedParts; readonly secret: StagingSecret };

/** Least time between two words of progress, ms: the page shows no more. */
const progressPause = 50;

/** Says how far it is, at once when the phase changes and else now and then. */
function sparse(say: (at: PackageProgress) => void): (at: PackageProgress) => void {
  let last = { phase: '', time: 0 };
  return (at) => {
    const time = performance.now();
    if (at.phase === last.phase && time - last.time < progressPause && at.done !== at.total) return;
    last = { phase: at.phase, time };
    say(at);
  };
}

/**
 * Serves package work over a port, one job at a time: `build` and then `write`, `carry`, `read`; `dispose` removes what
 * was staged. Told `abort`, the running job ends with E_ABORTED.
 */
export function servePackageJobs(port: WirePort): void {
  let control = new AbortController();
  let staging: Staging | null = null;
  let built: BuiltPayload | null = null;
  const progress = sparse((at) => wire.tell('progress', at));
  const run = (): { signal: AbortSignal; progress: typeof progress } => {
    control = new AbortController();
    return { signal: control.signal, progress };
  };
  const handlers: Handlers = {
    build: async (job: BuildJob): Promise<PayloadFacts> => {
      staging = await Staging.create(job.stagingParent);
      built = await buildManifest({
        staging,
        records: readRecordLines(otherEndStream(wire, 'records', '')) as AsyncIterable<JsonObject>,
        attachments: job.attachments.map((facts) => ({
          ...facts,
          open: () => otherEndStream(wire, 'attachment', facts.sha256),
        })),
        ...run(),
      });
      const { manifest, bytes, entries, recordCount } = built;
      return { manifest, bytes, entries, recordCount };
    },
    write: async (job: WriteJob): Promise<WrittenFile[]> => {
      if (built === null) throw new Error('nothing was built');
      const { volumeBytes } = job;
      return await writeAge({
        sealed: restoreSealed(job.files),
        payload: {
          records: built.records,
          attachment: async (sha256) => ({
            bytes: (await wire.call('attachmentBytes', sha256)) as number,
            open: () => otherEndStream(wire, 'attachment', sha256),
          }),
        },
        folder: job.folder,
        ...(volumeBytes === undefined ? {} : { volumeBytes }),
        ...run(),
      });
    },
    carry: async ({ keyId, publicKey, ...job }: CarryJob) =>
      await writeCarry({
        ...job,
        siteSigner: {
          keyId,
          publicKey,
          sign: async (namespace, message) => {
            if (namespace !== namespaces.carry) throw new Error('a package thread signs carry lists only');
            return (await wire.call('signCarry', message)) as Uint8Array;
          },
        },
        ...run(),
      }),
    read: async ({ rosters, ...job }: ReadJob): Promise<ReadAnswer> => {
      const verdict = await readIntoStaging({
        ...job,
        trust: new TrustedKeys(rosters),
        decide: async (head, digest) => (await wire.call('decide', { head, digest })) as SequenceDecision,
        admitRecords: async (records, head) => void (await wire.call('admitRecords', { records, head })),
        ...run(),
      });
      if (verdict.outcome !== 'staged') return verdict;
      return { outcome: 'staged', parts: verdict.parts, secret: verdict.staging.handOver() };
    },
    dispose: async (): Promise<void> => {
      await staging?.dispose();
      staging = null;
      built = null;
    },
  };
  const wire: Wire = new Wire(port, handlers, (name) => {
    if (name === 'abort') control.abort();
  });
}
