import { AppError } from '../../shared/errors.ts';
import type { JobContext } from '../access/context.ts';
import { siteKeys } from '../database/stores/site.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import type { Signer } from './crypto/sshsig.ts';

/** The site key as a signer of the package format. */
export async function siteSigner(ctx: JobContext): Promise<Signer> {
  const [key] = await siteKeys(ctx.db, 'siteSigning');
  if (key === undefined) throw new AppError('database.damaged');
  return {
    keyId: key.id,
    publicKey: parsePublicKeyLine(key.public_key),
    sign: async (namespace, message) => {
      if (namespace === 'xpkg-release-v1' || namespace === 'xpkg-root-v1')
        throw new Error('the site key neither releases nor names a root');
      return Buffer.from((await ctx.keys.signAsSite(namespace, message)).signature, 'latin1');
    },
  };
}
