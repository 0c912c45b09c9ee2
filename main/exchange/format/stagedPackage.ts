import { filesPrefix, type HeadFiles, type ManifestEntry, recordsPath } from './manifest.ts';
import { digestSchema, type PackageJson } from './packageJson.ts';
import type { VerifiedHead } from './readHead.ts';
import { type RecordLine, readRecordLines } from './recordLines.ts';
import type { Staging } from './staging.ts';

/** A checked package, not yet applied. Dispose of it after the transaction, whatever its outcome. */
export interface StagedPackage extends HeadFiles {
  readonly head: PackageJson;
  readonly digest: string;
  readonly siteKeyId: string;
  /** A new epoch begins with this package. */
  readonly startsEpoch: boolean;
  /** Advisory findings, Chinese. */
  readonly warnings: readonly string[];
  readonly attachments: readonly { readonly sha256: string; readonly bytes: number }[];
  /** Plaintext of an attachment. Throws E_MISSING for a digest that is not in the package. */
  openAttachment(sha256: string): AsyncIterable<Uint8Array>;
  /** The record lines once more, in order. */
  records(): AsyncIterable<RecordLine>;
  /** Removes the staging folder and its key. */
  dispose(): Promise<void>;
}

/** What is known of a checked package besides its staged files. */
export interface StagedParts {
  readonly verified: VerifiedHead;
  readonly manifest: Uint8Array;
  readonly entries: readonly ManifestEntry[];
  readonly startsEpoch: boolean;
}

/** A checked package over its staging. */
export function stagedPackage(staging: Staging, parts: StagedParts): StagedPackage {
  const { verified, manifest, entries, startsEpoch } = parts;
  const attachments = entries
    .filter((entry) => entry.path !== recordsPath)
    .map((entry) => ({
      sha256: entry.path.slice(filesPrefix.length),
      bytes: staging.facts(entry.sha256).bytes,
    }));
  return {
    head: verified.head,
    digest: verified.digest,
    packageJson: verified.packageJson,
    siteSig: verified.siteSig,
    releaseSig: verified.releaseSig,
    manifest,
    siteKeyId: verified.siteKeyId,
    startsEpoch,
    warnings: verified.warnings,
    attachments,
    openAttachment: (sha256) => staging.open(digestSchema.parse(sha256)),
    records: () => readRecordLines(staging.open('records.jsonl')),
    dispose: () => staging.dispose(),
  };
}
