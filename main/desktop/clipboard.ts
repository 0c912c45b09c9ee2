import { createHash } from 'node:crypto';
import type { Clipboard } from 'electron';

/** The system's clipboard as far as this program put something there. */
export interface OwnClipboard {
  /** Puts text there that the gate allowed to be copied, and remembers its digest. */
  write(text: string): Promise<void>;
  /** Clears the clipboard if it still holds what this program put there; answers whether it did. */
  clearIfOurs(): Promise<boolean>;
}

/** Makes the clipboard's guardian. It keeps a digest only, never the text. */
export function createOwnClipboard(
  clipboard: Pick<Clipboard, 'readText' | 'writeText' | 'clear'>,
): OwnClipboard {
  let ours: string | undefined;
  return {
    async write(text) {
      await clipboard.writeText(text);
      ours = digest(text);
    },
    async clearIfOurs() {
      const expected = ours;
      ours = undefined;
      if (expected === undefined || digest(await clipboard.readText()) !== expected) return false;
      clipboard.clear();
      return true;
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
