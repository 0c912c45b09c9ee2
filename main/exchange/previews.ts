import { AppError } from '../../shared/errors.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import type { StagedPackage } from './format/stagedPackage.ts';

/** A package that passed every check and waits for a person's decision. Gone at lock: its staging key lives in memory only. */
export interface Preview {
  readonly staged: StagedPackage;
  readonly medium: string;
  readonly scanResult: string;
  readonly fileName: string;
}

/** The packages of one running program that were checked and not yet decided. */
export class Previews {
  readonly #pending = new Map<ObjectUid, Preview>();

  /** Puts a preview. The same package looked at again replaces its earlier preview, so that staging never piles up. */
  async put(uid: ObjectUid, preview: Preview): Promise<void> {
    for (const [earlier, { staged }] of this.#pending) {
      if (staged.digest !== preview.staged.digest) continue;
      this.#pending.delete(earlier);
      await staged.dispose();
    }
    this.#pending.set(uid, preview);
  }

  /**
   * Takes a preview for one act alone: of two parallel ones the second finds nothing.
   * @throws AppError exchange.preview-gone
   */
  claim(uid: ObjectUid): Preview {
    const pending = this.#pending.get(uid);
    if (pending === undefined) throw new AppError('exchange.preview-gone');
    this.#pending.delete(uid);
    return pending;
  }

  /** Puts a claimed preview back after an act that was not done. */
  putBack(uid: ObjectUid, preview: Preview): void {
    this.#pending.set(uid, preview);
  }

  /** Drops every pending preview; at lock. Their staging keys are gone with them. */
  forget(): void {
    for (const { staged } of this.#pending.values()) staged.dispose().catch(() => undefined);
    this.#pending.clear();
  }
}
