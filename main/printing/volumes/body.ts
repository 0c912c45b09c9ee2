import { volumeName } from '../../../shared/archive/volumes.ts';
import type { ContextBase } from '../../access/context.ts';
import type { StoredVolume } from '../../database/stores/volumes.ts';

/** The body of a volume, whole. @throws AppError content.missing, content.damaged */
export async function volumeBody(
  ctx: Pick<ContextBase, 'contents'>,
  volume: Pick<StoredVolume, 'body_content_name' | 'body_wrapped_key' | 'class' | 'year' | 'part'>,
): Promise<Uint8Array> {
  return await ctx.contents.readAll({
    contentName: volume.body_content_name ?? '',
    wrappedKey: volume.body_wrapped_key ?? new Uint8Array(),
    name: volumeName(volume.class, volume.year, volume.part),
  });
}
