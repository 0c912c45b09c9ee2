import { existsSync, readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person, SiteOptions } from './site.ts';
import { keepsTemplates, keepTemplate, takeTemplate } from './templates.ts';

/** What belongs to the template of a site beside its files. */
export interface SiteNotes {
  readonly people: readonly Person[];
  /** How often each took a new password. */
  readonly renewals: readonly (readonly [string, number])[];
  /** Below the folder of the site. */
  readonly rootKeyFile: string;
  /** Last moment at which something was written. */
  readonly at: string;
}

/** What a first run makes in the folder of a site. */
const siteParts = ['data', 'station', 'safe'] as const;

/** Folders of the sites that this process made from templates, by key and number: two of them are never the same site. */
const madeHere = new Map<string, string[]>();

/**
 * Key of the template for a new site, or undefined where the site must be made by itself: where a test is about memory or
 * the disk, or where passwords cost what they cost in the product.
 */
export function templateKey(options: SiteOptions): string | undefined {
  const { folder, code, name, kind, highestLevel, passwordCost, backupFolder, readSpace, clock } = options;
  const usual = passwordCost !== undefined && backupFolder === undefined && readSpace === undefined;
  if (!keepsTemplates() || !usual || options.cleansMemory === true) return undefined;
  const key = JSON.stringify([code, name, kind, highestLevel, passwordCost, clock?.() ?? null]);
  const folders = madeHere.get(key) ?? [];
  madeHere.set(key, folders);
  const gone = folders.findIndex((made) => !existsSync(made));
  const number = gone < 0 ? folders.length : gone;
  folders[number] = folder;
  return `${key} ${number}`;
}

/** Names, sizes and moments of change of everything that belongs to a site: equal when nothing has happened to it. */
export function stateOfFiles(folder: string): string {
  const entries = siteParts.flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, withFileTypes: true }),
  );
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const states = files.map((file) => {
    const { size, mtimeNs } = statSync(file, { bigint: true });
    return `${file} ${size} ${mtimeNs}`;
  });
  return states.sort().join('\n');
}

/** Puts a template in the place of a site that nobody has open; answers undefined when there is none. */
export async function takeSite(key: string, folder: string): Promise<SiteNotes | undefined> {
  const fresh = join(folder, 'fresh');
  const kept = await takeTemplate<SiteNotes>(key, fresh);
  if (kept === undefined) return undefined;
  for (const part of siteParts) {
    await rm(join(folder, part), { recursive: true, force: true });
    await rename(join(fresh, part), join(folder, part));
  }
  await rm(fresh, { recursive: true });
  return kept;
}

/** Keeps a site that nobody has open. */
export async function keepSite(key: string, folder: string, notes: SiteNotes): Promise<void> {
  await keepTemplate(key, folder, siteParts, notes);
}
