import { AppError } from '../../shared/errors.ts';
import { ContentStore } from '../database/contentStore.ts';
import type { ReadDb } from '../database/handles.ts';
import { fileByName } from '../database/stores/integrity.ts';
import { siteKeys } from '../database/stores/site.ts';
import type { Contents, StoredContent } from './context.ts';

/**
 * Opens the encrypted files outside the database with the site's content key.
 * @returns the acts for services, and the store, which the station closes at lock
 * @throws AppError database.damaged without a content key
 */
export async function openContents(
  db: ReadDb,
  folder: string,
): Promise<{ store: ContentStore; contents: Contents }> {
  const [key] = await siteKeys(db, 'content');
  if (key === undefined) throw new AppError('database.damaged');
  const store = new ContentStore(folder, key.secret);
  key.secret.fill(0);
  await store.sweep();
  const contents: Contents = {
    put: async (source) => {
      const { name, ...stored } = await store.put(streamOf(source));
      return { ...stored, contentName: name };
    },
    giveBack: async ({ contentName }) => await store.giveBack(contentName),
    open: ({ contentName, wrappedKey, name }) => store.open({ name: contentName, wrappedKey, title: name }),
    readAll: async ({ contentName, wrappedKey, name }) =>
      await store.readAll({ name: contentName, wrappedKey, title: name }),
  };
  return { store, contents };
}

/**
 * Removes what an import stored before it was cut off: its content came before the transaction that would have named it. Called
 * once when the store is opened, before anything is stored.
 */
export async function sweepCutImport(db: ReadDb, store: ContentStore, digests: string): Promise<void> {
  for (const sha256 of JSON.parse(digests) as string[]) {
    const name = store.nameOf(sha256);
    if ((await fileByName(db, name)) === undefined) await store.remove(name);
  }
}

/**
 * Does the act for which content was stored. When the act is not done, the content is given back: no file stays in the
 * store that nothing refers to.
 */
export async function keepIfDone<T>(
  contents: Contents,
  stored: Iterable<StoredContent>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    for (const content of stored) await contents.giveBack(content);
    throw error;
  }
}

async function* streamOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* source;
}
