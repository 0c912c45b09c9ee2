import type { SupportedMessagePort } from '@orpc/client/message-port';
import { administrationHandlers } from './access/administration.ts';
import { auditHandlers } from './access/auditHandlers.ts';
import { backupHandlers, backupsDone, dailyBackup } from './access/backups.ts';
import type { Host } from './access/context.ts';
import type { ReadSpace } from './access/disk.ts';
import { watchIntegrity } from './access/integrity.ts';
import { keyHandlers } from './access/keys.ts';
import { peopleHandlers } from './access/people.ts';
import { sessionStationHandlers, settingsHandlers } from './access/sessionHandlers.ts';
import { Station } from './access/station.ts';
import { archiveHandlers } from './archive/volumes.ts';
import type { Argon2Cost, DerivePasswordKey } from './database/passwordKey.ts';
import { evaluationHandlers, reportHandlers } from './evaluation/handlers.ts';
import { registerReportHooks } from './evaluation/reports.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { Previews } from './exchange/previews.ts';
import { receiptAfterMove } from './exchange/receiptsOfMoves.ts';
import { Gate, type HandlerTable } from './gate/gate.ts';
import { areaTable } from './gate/handlerTable.ts';
import { createRpcHandler } from './gate/rpc.ts';
import { printingHandlers } from './printing/handlers.ts';
import { recoveryPress } from './printing/recoveryPress.ts';
import { volumeHandlers } from './printing/volumes/handlers.ts';
import { accessHandlers } from './records/accessHandlers.ts';
import { copyingHandlers } from './records/copying.ts';
import { recordHandlers } from './records/handlers.ts';
import { leavingHandlers } from './records/leaving.ts';
import { masterHandlers } from './records/master.ts';
import { followMoves } from './records/moveHooks.ts';
import { calendarHandlers } from './service/calendar/handlers.ts';
import { caseHandlers } from './service/cases/handlers.ts';
import { registerCaseHooks } from './service/cases/hooks.ts';
import { dutyHandlers } from './service/duty/handlers.ts';
import { serviceHandlers } from './service/handlers.ts';
import { registerServiceHooks } from './service/hooks.ts';
import { noticeHandlers } from './service/notices/handlers.ts';
import { planHandlers } from './service/plan/handlers.ts';
import { registerPlanHooks } from './service/plan/hooks.ts';
import { ruleHandlers } from './service/rules/handlers.ts';
import { registerSparesHooks, sparesHandlers } from './service/spares/handlers.ts';
import { staffHandlers } from './service/staff/handlers.ts';
import { sheetHandlers } from './sheets/handlers.ts';
import { PendingSheets } from './sheets/importing.ts';
import { signing } from './signing.ts';

/** Where the program finds its data, and what the desktop gives it. */
export interface ApplicationOptions {
  /** Data folder of the site; made at the first run. */
  readonly dataFolder: string;
  /** Station secret, outside the data folder. */
  readonly stationSecretFile: string;
  readonly host: Host;
  readonly clock?: () => Date;
  /** Smaller only in tests. */
  readonly passwordCost?: Argon2Cost;
  /** Another only in tests. */
  readonly passwordDerivation?: DerivePasswordKey;
  /** True only in tests. */
  readonly keepsMemory?: boolean;
  /** Size of the reserve for audit rows; smaller only in tests. */
  readonly reserveBytes?: number;
  /** Reads the room on the disk; another only in tests. */
  readonly readSpace?: ReadSpace;
}

/** The whole program without a window: what desktop, tests and the demonstration run. */
export interface Application {
  readonly station: Station;
  readonly gate: Gate;
  /** Serves one message port of the page's own frame. */
  connect(port: SupportedMessagePort): void;
  close(): Promise<void>;
}

/** Opens the station (locked, or at its first run) and puts the gate in front of all services. */
export async function createApplication(options: ApplicationOptions): Promise<Application> {
  registerServiceHooks();
  registerPlanHooks();
  registerCaseHooks();
  registerSparesHooks();
  registerReportHooks();
  followMoves(receiptAfterMove);
  const station = await Station.open({
    dataFolder: options.dataFolder,
    stationSecretFile: options.stationSecretFile,
    host: options.host,
    clock: options.clock ?? (() => new Date()),
    signing,
    passwordCost: options.passwordCost,
    passwordDerivation: options.passwordDerivation,
    keepsMemory: options.keepsMemory,
    reserveBytes: options.reserveBytes,
    readSpace: options.readSpace,
  });
  const previews = new Previews();
  const pendingSheets = new PendingSheets();
  const handlers: HandlerTable = {
    ...areaTable('session', settingsHandlers),
    ...areaTable('people', peopleHandlers(station)),
    ...areaTable('administration', { ...administrationHandlers(station), ...leavingHandlers }),
    ...areaTable('copying', copyingHandlers),
    ...areaTable('keys', keyHandlers(station, recoveryPress)),
    ...areaTable('records', recordHandlers),
    ...areaTable('access', accessHandlers),
    ...areaTable('master', masterHandlers),
    ...areaTable('rules', ruleHandlers),
    ...areaTable('calendar', calendarHandlers),
    ...areaTable('notices', noticeHandlers),
    ...areaTable('plan', planHandlers),
    ...areaTable('staff', staffHandlers),
    ...areaTable('duty', dutyHandlers),
    ...areaTable('service', serviceHandlers),
    ...areaTable('cases', caseHandlers),
    ...areaTable('spares', sparesHandlers),
    ...areaTable('reports', reportHandlers),
    ...areaTable('evaluation', evaluationHandlers),
    ...areaTable('sheets', sheetHandlers(pendingSheets)),
    ...areaTable('printing', printingHandlers),
    ...areaTable('archive', { ...archiveHandlers, ...volumeHandlers }),
    ...areaTable('exchange', exchangeHandlers(previews)),
    ...areaTable('audit', auditHandlers),
    ...areaTable('backup', backupHandlers(station, null)),
  };
  const gate = new Gate(station, handlers, sessionStationHandlers(station));
  station.on('unlocked', () => {
    void holdReserve(station);
    // A failed backup is told by the age of the last good set; it must not stop the work of the day.
    dailyBackup(station).catch((error: unknown) => void station.describe(error));
    gate.resumeJobs().catch((error: unknown) => void station.describe(error));
  });
  watchIntegrity(station);
  station.on('locked', () => {
    previews.forget();
    pendingSheets.forget();
  });
  const rpc = createRpcHandler(gate);
  return {
    station,
    gate,
    connect: (port) => rpc.upgrade(port),
    close: async () => {
      // Before exit the day's set is due like at the first unlock; without a session there is no key to make it with.
      await dailyBackup(station).catch((error: unknown) => void station.describe(error));
      await station.lock('程序已退出。');
      await backupsDone(station);
    },
  };
}

/** Room for audit rows is taken whenever the disk has it; a full disk gets it back with the first write that it refuses. */
async function holdReserve(station: Station): Promise<void> {
  const { level } = await station.disk.state();
  if (level !== 'full') await station.reserve.hold();
}
