import { writeCarry } from '../../../main/exchange/format/carry.ts';
import { readPackage } from '../../../main/exchange/format/readPackage.ts';
import { Staging } from '../../../main/exchange/format/staging.ts';
import type {
  PackageThread as OnThread,
  readPackageOnThread as readOnThread,
} from '../../../main/exchange/format/thread/packageThread.ts';
import { TrustedKeys } from '../../../main/exchange/format/trustedKeys.ts';
import { type BuiltPayload, buildManifest, writeAge } from '../../../main/exchange/format/writePackage.ts';

/** The work of a package thread on this thread: the model makes ten thousand packages, and starting a thread costs more than one. */
export class PackageThread implements Pick<OnThread, 'build' | 'write' | 'carry' | 'close'> {
  #staging: Staging | undefined;
  #built: BuiltPayload | undefined;

  build: OnThread['build'] = async ({ stagingParent, ...input }) => {
    this.#staging = await Staging.create(stagingParent);
    this.#built = await buildManifest({ staging: this.#staging, ...input });
    const { manifest, bytes, entries, recordCount } = this.#built;
    return { manifest, bytes, entries, recordCount };
  };

  write: OnThread['write'] = async ({ sealed, attachment, ...input }) => {
    if (this.#built === undefined) throw new Error('nothing was built');
    return await writeAge({
      sealed,
      payload: { records: this.#built.records, attachment: async (sha256) => await attachment(sha256) },
      ...input,
    });
  };

  carry: OnThread['carry'] = async (input) => await writeCarry(input);

  close = async (): Promise<void> => {
    await this.#staging?.dispose();
    this.#staging = undefined;
  };
}

/** `readPackage` on this thread. */
export const readPackageOnThread: typeof readOnThread = async ({ rosters, ...input }) =>
  await readPackage({ ...input, trust: new TrustedKeys(rosters) });
