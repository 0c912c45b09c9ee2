import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Environment variable that names the folder of a run's templates (`templates.ts`). */
export const templatesVariable = 'TEST_TEMPLATES';

/** Where Linux keeps files in memory, and the type number of such a file system. */
const inMemory = { folder: '/dev/shm', type: 0x01021994 };
const gibibyte = 1024 ** 3;
/** What a run takes at most, several times over; the machine keeps the rest. */
const roomNeeded = { files: 6 * gibibyte, memory: 8 * gibibyte };
const prefix = 'service-tests-';

/**
 * Folder for what tests write: in memory where there is one with room enough, because a program that makes every act
 * durable waits for the disk most of the time; the program does and says the same on both. Otherwise the usual folder.
 */
function groundFolder(): string {
  try {
    const { type, bavail, bsize } = statfsSync(inMemory.folder);
    const hasRoom = bavail * bsize >= roomNeeded.files && process.availableMemory() >= roomNeeded.memory;
    return type === inMemory.type && hasRoom ? inMemory.folder : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Removes what a run left behind that was killed: its name says which process it belonged to. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix))) {
    if (!existsSync(`/proc/${name.slice(prefix.length).split('-')[0]}`))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Makes the ground of a run: its temporary folder, in it the templates of sites and what Node keeps of modules that it
 * has compiled, so that the many programs that tests start need not compile them again. Global set-up of both runners.
 * @returns the clean-up
 */
export default function runGround(): () => void {
  const parent = groundFolder();
  removeLeftovers(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  const places = {
    TMPDIR: folder,
    [templatesVariable]: join(folder, 'templates'),
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true });
  const before = Object.keys(places).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, places);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
  };
}
