import { createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Page of SQLCipher 4 in bytes; each ends in a 16-byte IV and a 64-byte HMAC-SHA512, the first begins with the salt. */
export const cipherPageSize = 4096;
const macSize = 64;
const saltSize = 16;
const macSaltMask = 0x3a;
/** Pages tried; damage rarely hits all of them, a wrong key always does. */
const pagesTried = 64;

/**
 * Tells a wrong key from a damaged file after SQLCipher refused to open it (it says the same for both):
 * a right key fits the checksum of at least one page.
 * @param key raw 256-bit key
 */
export async function keyFitsSomePage(file: string, key: Uint8Array): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const salt = Buffer.alloc(saltSize);
    if ((await handle.read(salt, 0, saltSize, 0)).bytesRead < saltSize) return false;
    const macKey = pbkdf2Sync(
      key,
      salt.map((byte) => byte ^ macSaltMask),
      2,
      32,
      'sha512',
    );
    const page = Buffer.alloc(cipherPageSize);
    for (let number = 1; number <= pagesTried; number++) {
      const { bytesRead } = await handle.read(page, 0, cipherPageSize, (number - 1) * cipherPageSize);
      if (bytesRead < cipherPageSize) return false;
      const count = Buffer.alloc(4);
      count.writeUInt32LE(number);
      const covered = page.subarray(number === 1 ? saltSize : 0, cipherPageSize - macSize);
      const mac = createHmac('sha512', macKey).update(covered).update(count).digest();
      if (timingSafeEqual(mac, page.subarray(cipherPageSize - macSize))) return true;
    }
    return false;
  } finally {
    await handle.close();
  }
}
