import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors.ts';
import type { Host } from './access/context.ts';
import type { Station } from './access/station.ts';
import { type Application, createApplication } from './application.ts';
import { type Desktop, prepareDesktop } from './desktop/desktop.ts';
import type { LockTrigger } from './desktop/lockTriggers.ts';
import { createRefusalLog } from './desktop/refusalLog.ts';
import type { DocumentFiles } from './desktop/scheme.ts';
import { documentFonts, type FontFile } from './printing/document/fonts.ts';
import { isFolderPrinter, printIntoFolder } from './printing/folderPrinter.ts';
import { selfTest } from './selfTest.ts';

const title = '服务过程管理系统';

/** What the person reads on the lock screen, by what locked the program. */
const lockReasons: Readonly<Record<LockTrigger | 'crash', string>> = {
  idle: '长时间未操作，已自动锁定。',
  keyRemoved: '工作站密钥所在的介质已取下，程序已锁定。',
  screenLock: '系统屏幕已锁定，程序随之锁定。',
  suspend: '系统已休眠，程序已锁定。',
  resume: '系统已从休眠恢复，请重新登录。',
  shutdown: '系统正在关机，程序已锁定。',
  quit: '程序已退出。',
  crash: '界面进程意外结束，程序已锁定。已填写的草稿都已保存。',
};

// In the package this file is one bundle beside the page; from source it is run as it stands.
const fromSource = import.meta.filename.endsWith('.ts');
const builtFolder = fromSource ? join(import.meta.dirname, '..', '.vite') : join(import.meta.dirname, '..');

async function start(): Promise<void> {
  // 1. Sandbox and window security, before anything else.
  let application: Application | undefined;
  const refusals = createRefusalLog(async (refusal, count) => {
    const station = application?.station;
    if (station === undefined) return false;
    const object = { kind: refusal.kind, uid: refusal.target, number: `n=${count}` };
    const account = station.session?.actor.uid ?? 'locked';
    return await station.noteRefusal({ object, outcome: 'refused', account });
  });
  const desktop = await prepareDesktop((refusal) => refusals.note(refusal));
  const { dataFolder, stationSecretFile } = folders(desktop);
  try {
    // 2. The cryptography proves itself, or the program does not run.
    await selfTest();
    // 3. Database, services and gate; closed until somebody logs in.
    application = await createApplication({
      dataFolder,
      stationSecretFile,
      host: host(desktop, dirname(dataFolder)),
    });
  } catch (error) {
    const known =
      error instanceof AppError ? error.message : '程序自检未通过，未打开任何数据。请联系系统管理员。';
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}\n`);
    return desktop.refuseToRun(title, known);
  }
  // 4. Whatever locks the station also ends the page's process.
  const { station } = application;
  station.on('unlocked', () => void refusals.flush());
  const lock = endPageAtLock(desktop, station);
  desktop.watchLockTriggers(
    () => (station.session === undefined ? undefined : idleLimitSeconds(station)),
    () => existsSync(stationSecretFile),
    (trigger) => lock(lockReasons[trigger]),
  );
  desktop.onQuit(application.close);
  // 5. The window.
  const gate = application;
  await desktop.openPage({
    title,
    folder: join(builtFolder, 'renderer', 'main_window'),
    preload: preloadFile(),
    onPort: (port) => gate.connect(port),
    onCrashed: () => lock(lockReasons.crash),
  });
}

/** Data folder and station secret: `--data` and `--secret`, else below this person's program data. */
function folders(desktop: Desktop): { dataFolder: string; stationSecretFile: string } {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { data: { type: 'string' }, secret: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  const { data, secret } = values;
  const home = join(desktop.dataHome, 'service-process-management');
  // Beside the data folder, never in it: a copy of the data folder alone opens nothing (spec 3, Keys).
  const secretFolder =
    typeof secret === 'string' ? secret : join(desktop.dataHome, 'service-process-station');
  return {
    dataFolder: typeof data === 'string' ? data : home,
    stationSecretFile: join(secretFolder, 'station.secret'),
  };
}

/**
 * What only the desktop can do, as services ask for it.
 * @param besideData folder that holds the data folder; printers that are folders lie in it
 */
function host(desktop: Desktop, besideData: string): Host {
  const files = documentFiles();
  return {
    runtime: desktop.runtime,
    renderPdf: (html) => desktop.renderPdf(html, { files }),
    listPrinters: async () =>
      (await desktop.printers.list()).map(({ name, makesFiles }) => ({ name, writesFiles: makesFiles })),
    print: (pdf, printer, name) =>
      isFolderPrinter(printer)
        ? printIntoFolder(pdf, printer, besideData, name)
        : desktop.printers.print(pdf, printer, () => undefined),
    copyText: async (text) => await desktop.clipboard.write(text),
    chooseFolder: async (asked) => (await desktop.dialogs.openFolder({ title: asked })) ?? null,
    chooseFile: async (asked, extensions) => {
      const filters = extensions.length === 0 ? [] : [{ name: asked, extensions: [...extensions] }];
      return (await desktop.dialogs.openFile({ title: asked, filters })) ?? null;
    },
  };
}

/** The fonts that printed documents may load. */
function documentFiles(): DocumentFiles {
  const require = createRequire(import.meta.filename);
  const locate = ({ packageName, name }: FontFile): string =>
    fromSource
      ? join(dirname(require.resolve(`${packageName}/package.json`)), 'files', name)
      : join(builtFolder, 'fonts', name);
  return documentFonts(locate);
}

function preloadFile(): string {
  const candidates = fromSource ? ['preload.ts'] : ['preload.cjs', 'preload.js'];
  const found = candidates.map((name) => join(import.meta.dirname, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error('the preload script is missing');
  return found;
}

function idleLimitSeconds(station: Station): number | undefined {
  const minutes = station.session?.policy.policy.idleLockMinutes;
  return minutes === undefined ? undefined : minutes * 60;
}

/** Ties the page to the session: however it ends, the page's process ends too and the clipboard is cleared if ours. */
function endPageAtLock(desktop: Desktop, station: Station): (reason: string) => void {
  let pageOfSession = false;
  const endPage = (): void => {
    if (!pageOfSession) return;
    pageOfSession = false;
    void desktop.renewPage();
    void desktop.clipboard.clearIfOurs();
  };
  station.on('unlocked', () => {
    pageOfSession = true;
  });
  station.on('locked', endPage);
  return (reason) => {
    // The page goes at once; closing the database may have to wait for a statement that is running.
    const locked = station.lock(reason);
    endPage();
    void locked;
  };
}

void start();
