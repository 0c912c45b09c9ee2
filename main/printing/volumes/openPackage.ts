import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { volumeName } from '../../../shared/archive/volumes.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { headText } from '../../access/auditHeads.ts';
import type { JobContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { closingAct, requireVolume, volumeNamespace } from '../../archive/volumes.ts';
import { exists, fileSha256, syncFolder } from '../../database/durableFiles.ts';
import { personKeyById } from '../../database/stores/accounts.ts';
import { attachmentsOf } from '../../database/stores/attachments.ts';
import { auditHead } from '../../database/stores/audit.ts';
import { mediumByNumber } from '../../database/stores/exchange.ts';
import { signaturesOf } from '../../database/stores/recordParts.ts';
import { siteKeys } from '../../database/stores/site.ts';
import { recordsOfVolume, type StoredVolume } from '../../database/stores/volumes.ts';
import { canonicalBytes } from '../../records/canonicalJson.ts';
import { exportLine } from '../../records/recordLine.ts';
import { moveStatement } from '../../records/wholeRecord.ts';

interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * `archive.exportOpen`: a closed volume as a BagIt 1.0 folder in the clear: the bound PDF, every record as a line of data, all
 * attachments, the closing signature and one of the site over the list of digests. `sha256sum -c`, `ssh-keygen -Y verify` and
 * BagIt readers check it without this program (docs/package-format.md, section 20). Because it is not encrypted, the security
 * administrator approves level and medium with the own password.
 * @throws AppError volume.not-found, volume.state, volume.medium, volume.folder, people.second-person-refused,
 *   people.same-person, content.damaged
 */
export const exportOpen: HandlerFor<Contract['archive']['exportOpen']> = async (ctx, input) => {
  const volume = await requireVolume(ctx, ctx.db, input.uid);
  if (volume.state !== 'closed') throw new AppError('volume.state', { act: '导出' });
  const medium = await mediumByNumber(ctx.db, input.medium);
  if (medium === undefined || medium.level < volume.level) {
    throw new AppError('volume.medium', { medium: input.medium, marking: volume.marking });
  }
  const second = await ctx.keys.secondPerson(ctx.actor, input.second, ['securityAdmin']);
  const target = join(input.folder, volume.number ?? volume.uid);
  const partial = `${target}.partial`;
  if ((await exists(target)) || (await exists(partial))) throw new AppError('volume.folder');
  try {
    const files = await writeBag(ctx, volume, partial, second.name);
    for (const [index, file] of files.entries()) {
      ctx.signal.throwIfAborted();
      if ((await fileSha256(join(partial, file.path))) !== file.sha256) throw new AppError('volume.folder');
      ctx.progress(index + 1, files.length, '从介质读回');
    }
    await rename(partial, target);
    await syncFolder(input.folder);
    await ctx.commit(async ({ audited }) => {
      audited({ kind: 'volume', uid: volume.uid, number: volume.number, mark: volume.marking });
    });
    return { folder: target, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof AppError || ctx.signal.aborted) throw error;
    throw new AppError('volume.folder');
  }
};

async function writeBag(
  ctx: JobContext,
  volume: StoredVolume,
  folder: string,
  approvedBy: string,
): Promise<WrittenFile[]> {
  const lines = await recordsOfVolume(ctx.db, volume.id);
  const payload: WrittenFile[] = [];
  const name = volumeName(volume.class, volume.year, volume.part);
  payload.push(
    await put(
      folder,
      'data/volume.pdf',
      ctx.contents.open({
        contentName: volume.body_content_name ?? '',
        wrappedKey: volume.body_wrapped_key ?? new Uint8Array(),
        name,
      }),
    ),
  );
  payload.push(await put(folder, 'data/records.jsonl', recordLines(ctx, lines)));
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    ctx.signal.throwIfAborted();
    for (const one of await attachmentsOf(ctx.db, line.record_id)) {
      if (seen.has(one.sha256)) continue;
      seen.add(one.sha256);
      const content = ctx.contents.open({
        contentName: one.content_name,
        wrappedKey: one.wrapped_key,
        name: one.name,
      });
      payload.push(await put(folder, `data/files/${one.sha256}`, content));
    }
    ctx.progress(index + 1, lines.length, '写入开放包');
  }
  payload.sort((one, other) => (one.path < other.path ? -1 : 1));
  const manifest = await put(folder, 'manifest-sha256.txt', [Buffer.from(digestLines(payload))]);
  const tags = [manifest, ...(await signedHead(ctx, volume, name, folder, manifest.sha256, approvedBy))];
  const oxum = `${payload.reduce((sum, file) => sum + file.bytes, 0)}.${payload.length}`;
  tags.push(
    await put(folder, 'bagit.txt', [Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')]),
    await put(folder, 'bag-info.txt', [
      Buffer.from(
        `Bagging-Date: ${ctx.today}\nExternal-Identifier: ${volume.number}\nPayload-Oxum: ${oxum}\nSource-Organization: ${ctx.site.code}\n`,
      ),
    ]),
  );
  tags.sort((one, other) => (one.path < other.path ? -1 : 1));
  const list = await put(folder, 'tagmanifest-sha256.txt', [Buffer.from(digestLines(tags))]);
  return [...payload, ...tags, list];
}

/** What is signed, who may sign, and how to check it with stock tools. */
async function signedHead(
  ctx: JobContext,
  volume: StoredVolume,
  name: string,
  folder: string,
  manifest: string,
  approvedBy: string,
): Promise<WrittenFile[]> {
  const [closing] = (await signaturesOf(ctx.db, 'volume', volume.uid)).filter(
    (one) => one.purpose === closingAct,
  );
  const key = closing === undefined ? undefined : await personKeyById(ctx.db, closing.key_id);
  const [siteKey] = await siteKeys(ctx.db, 'siteSigning');
  if (closing === undefined || key === undefined || siteKey === undefined)
    throw new AppError('database.damaged');
  siteKey.secret.fill(0);
  const head = canonicalBytes({
    format: 'volume/1',
    uid: volume.uid,
    number: volume.number,
    name,
    marking: volume.marking,
    site: ctx.site.code,
    records: volume.records,
    pages: volume.pages,
    digest: volume.digest,
    body: volume.body_sha256,
    manifest,
    auditHead: headText(await auditHead(ctx.db)),
    closedAt: volume.closed_at,
    closedBy: closing.key_id,
    exportedAt: ctx.now,
    exportedBy: ctx.actor.name,
    approvedBy,
  });
  const signed = await ctx.keys.signAsSite(volumeNamespace, head);
  const statement = moveStatement(volume.uid, volume.digest, closingAct, closing.at);
  const signers = [
    [siteKey.id, siteKey.public_key],
    [closing.key_id, key.public_key],
  ].map(([id, line]) => `${id} namespaces="${volumeNamespace}" ${line}\n`);
  const texts: [string, Uint8Array | string][] = [
    ['volume.json', head],
    ['volume.json.sig', signed.signature],
    ['closing.json', statement],
    ['closing.json.sig', closing.signature],
    ['signers', signers.join('')],
    ['verify.txt', verifyWords(siteKey.id, closing.key_id)],
  ];
  const written: WrittenFile[] = [];
  for (const [path, text] of texts) written.push(await put(folder, path, [Buffer.from(text)]));
  return written;
}

function verifyWords(site: string, person: string): string {
  return `校验方法（不需要本程序）/ how to verify with stock tools

sha256sum -c manifest-sha256.txt
sha256sum -c tagmanifest-sha256.txt
ssh-keygen -Y verify -f signers -I ${site} -n ${volumeNamespace} -s volume.json.sig < volume.json
ssh-keygen -Y verify -f signers -I ${person} -n ${volumeNamespace} -s closing.json.sig < closing.json

signers 中的公钥须与站点名册核对。closing.json 的 digest 与 volume.json 的 digest 相同，volume.json 的 manifest 是
manifest-sha256.txt 的摘要。The keys in signers are claims: compare them with the site's roster.
`;
}

async function* recordLines(
  ctx: JobContext,
  lines: readonly { readonly record_id: number }[],
): AsyncGenerator<Uint8Array> {
  for (const { record_id } of lines) {
    ctx.signal.throwIfAborted();
    yield canonicalBytes(await exportLine(ctx.db, record_id));
    yield Buffer.from('\n');
  }
}

function digestLines(files: readonly WrittenFile[]): string {
  return files.map((file) => `${file.sha256}  ${file.path}\n`).join('');
}

async function put(
  folder: string,
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<WrittenFile> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const piece of source) {
      hash.update(piece);
      bytes += piece.length;
      await file.write(piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path, sha256: hash.digest('hex'), bytes };
}
