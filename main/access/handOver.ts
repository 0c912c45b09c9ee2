import { lstat, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Instant, Sha256Hex } from '../../shared/ids.ts';
import type { Manifest } from '../database/backupManifest.ts';
import type { WriteTx } from '../database/handles.ts';
import { removeMeta } from '../database/stores/meta.ts';
import { endRetirement, openRetirement } from '../database/stores/restoration.ts';
import type { Station } from './station.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const documentSchema = z.strictObject({
  format: z.literal('hand-over/1'),
  site: z.string(),
  at: z.string(),
  /** Digest of the manifest of the last set. */
  set: digest,
  head: z.strictObject({ seq: z.int().min(0), digest }),
  epoch: z.string(),
  numbers: z.array(
    z.strictObject({ series: z.string(), year: z.int(), site: z.string(), highest: z.int().min(1) }),
  ),
  streams: z.array(
    z.strictObject({ recipient: z.string(), sealed: z.int().min(0), digest: digest.nullable() }),
  ),
});
/** What a retired installation hands to the new one: its last set, audit head, numbers and packages. */
export type HandOverDocument = Readonly<z.infer<typeof documentSchema>>;

/** A hand-over file with its signature, not verified yet. */
export interface HandOver {
  readonly document: HandOverDocument;
  readonly bytes: Buffer;
  readonly signature: string;
}

/** SSHSIG namespace of hand-over files. */
export const handOverNamespace = 'spm-hand-over-v1';
const largest = 16 * 1024 * 1024;

/** Bytes of a hand-over file. */
export function handOverBytes(document: HandOverDocument): Buffer {
  return Buffer.from(`${JSON.stringify(documentSchema.parse(document), null, 1)}\n`);
}

/** Reads a hand-over file and the signature beside it. @throws AppError restore.hand-over-refused */
export async function readHandOver(file: string): Promise<HandOver> {
  const refused = (detail: string) => new AppError('restore.hand-over-refused', { detail });
  const read = async (path: string): Promise<Buffer> => {
    const found = await lstat(path);
    if (!found.isFile() || found.size > largest) throw refused('不是可读取的文件');
    return await readFile(path);
  };
  try {
    const [bytes, signature] = await Promise.all([read(file), read(`${file}.sig`)]);
    return {
      document: documentSchema.parse(JSON.parse(bytes.toString('utf8'))),
      bytes,
      signature: signature.toString('latin1'),
    };
  } catch (error) {
    throw error instanceof AppError ? error : refused('文件或签名缺失、已损坏');
  }
}

/**
 * Checks that a hand-over belongs to exactly this set: the site's own signature, the set's manifest and its last row.
 * @param keys public lines of the site's signing keys by identity, from the set
 * @throws AppError restore.hand-over-refused
 */
export function checkHandOver(
  station: Pick<Station, 'options'>,
  { document, bytes, signature }: HandOver,
  manifest: Manifest,
  manifestDigest: Sha256Hex,
  keys: ReadonlyMap<string, string>,
): void {
  const refused = (detail: string) => new AppError('restore.hand-over-refused', { detail });
  const { verify } = station.options.signing;
  if (![...keys.values()].some((line) => verify(line, handOverNamespace, bytes, signature)))
    throw refused('签名不符');
  if (document.site !== manifest.core.site) throw refused('站点不符');
  if (document.set !== manifestDigest) throw refused('不是移交时的最后一份备份集');
  const { head } = manifest.core;
  if (document.head.seq !== head.seq || document.head.digest !== head.digest) throw refused('审计链头不符');
}

/** The new installation goes on: the set is no longer that of a retired site. @throws AppError restore.hand-over-refused */
export async function takeOver(tx: WriteTx, now: Instant): Promise<void> {
  const retirement = await openRetirement(tx);
  if (retirement === undefined)
    throw new AppError('restore.hand-over-refused', { detail: '备份集不是移交后的备份集' });
  await endRetirement(tx, retirement.id, now);
  await removeMeta(tx, 'retired');
}
