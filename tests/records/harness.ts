import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type {
  AuditObject,
  Contents,
  ContextBase,
  JobContext,
  KeyRing,
  LevelRank,
  ReadContext,
  WriteContext,
} from '../../main/access/context.ts';
import { actorOf, scopeOf } from '../../main/access/identities.ts';
import {
  accountByUid,
  currentPersonKey,
  insertAccount,
  insertPersonKey,
  personKeyById,
  replaceRoles,
} from '../../main/database/stores/accounts.ts';
import { insertSite } from '../../main/database/stores/site.ts';
import { accessHandlers } from '../../main/records/accessHandlers.ts';
import { recordHandlers } from '../../main/records/handlers.ts';
import { masterHandlers } from '../../main/records/master.ts';
import { calendarHandlers } from '../../main/service/calendar/handlers.ts';
import { caseHandlers } from '../../main/service/cases/handlers.ts';
import { registerCaseHooks } from '../../main/service/cases/hooks.ts';
import { dutyHandlers } from '../../main/service/duty/handlers.ts';
import { serviceHandlers } from '../../main/service/handlers.ts';
import { registerServiceHooks } from '../../main/service/hooks.ts';
import { noticeHandlers } from '../../main/service/notices/handlers.ts';
import { planHandlers } from '../../main/service/plan/handlers.ts';
import { registerPlanHooks } from '../../main/service/plan/hooks.ts';
import { ruleHandlers } from '../../main/service/rules/handlers.ts';
import { registerSparesHooks, sparesHandlers } from '../../main/service/spares/handlers.ts';
import { staffHandlers } from '../../main/service/staff/handlers.ts';
import { sheetHandlers } from '../../main/sheets/handlers.ts';
import { PendingSheets } from '../../main/sheets/importing.ts';
import { signing } from '../../main/signing.ts';
import type { CallInput, HandlerOutput } from '../../shared/contract/contract.ts';
import { procedures } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import {
  dayOf,
  type Instant,
  type MasterUid,
  makeUid,
  type ObjectUid,
  type RecordUid,
  type Sha256Hex,
  type SiteCode,
  toInstant,
} from '../../shared/ids.ts';
import type { Role, SiteKind } from '../../shared/policy/roles.ts';
import { type Scratch, scratchDatabase } from '../database/scratch.ts';

/** Password of everybody in these tests. */
export const testPassword = 'Sms-2026!';

type Areas =
  | 'records'
  | 'access'
  | 'master'
  | 'rules'
  | 'calendar'
  | 'notices'
  | 'plan'
  | 'staff'
  | 'duty'
  | 'service'
  | 'cases'
  | 'spares'
  | 'sheets';
/** Procedures that the harness can call. */
export type HarnessPath = {
  [A in Areas]: `${A}.${keyof (typeof handlers)[A] & string}`;
}[Areas];

const handlers = {
  records: recordHandlers,
  access: accessHandlers,
  master: masterHandlers,
  rules: ruleHandlers,
  calendar: calendarHandlers,
  notices: noticeHandlers,
  plan: planHandlers,
  staff: staffHandlers,
  duty: dutyHandlers,
  service: serviceHandlers,
  cases: caseHandlers,
  spares: sparesHandlers,
  sheets: sheetHandlers(new PendingSheets()),
};
registerServiceHooks();
registerPlanHooks();
registerCaseHooks();
registerSparesHooks();

/** A person who calls the service functions directly, without gate. */
export interface Colleague {
  readonly uid: string;
  readonly name: string;
  /** Calls a procedure with checked input; the answer is checked against the contract too. */
  call<P extends HarnessPath>(path: P, input: CallInput<P>): Promise<HandlerOutput<P>>;
  read(): Promise<ReadContext>;
  write<T>(work: (ctx: WriteContext) => Promise<T>): Promise<T>;
}

/** One installation with a real database and real keys, without gate and window. */
export class Office {
  readonly scratch: Scratch;
  readonly code: SiteCode;
  readonly kind: SiteKind;
  /** Moves with every call by one second, so that moments differ. */
  now = new Date('2026-11-23T01:00:00.000Z');
  readonly audited: AuditObject[] = [];
  readonly #seeds = new Map<string, Uint8Array>();
  readonly #contents = new Map<string, Buffer>();
  /** Path that the next file dialog answers. */
  chosenFile: string | null = null;

  private constructor(scratch: Scratch, code: SiteCode, kind: SiteKind) {
    this.scratch = scratch;
    this.code = code;
    this.kind = kind;
  }

  /** Opens an office of its own. */
  static async open(code = 'HQ', kind: SiteKind = 'center'): Promise<Office> {
    const scratch = await scratchDatabase();
    const office = new Office(scratch, code as SiteCode, kind);
    await scratch.database.inTransaction(async (tx) => {
      await insertSite(tx, {
        code,
        name: kind === 'center' ? '客户服务中心' : '某单位',
        kind,
        is_self: 1,
        highest_level: 3,
      });
    });
    return office;
  }

  /** A fresh public identity. */
  newUid(): ObjectUid {
    return makeUid(this.code, randomBytes(10)) as ObjectUid;
  }

  /** Hires a person with roles, clearance and a signing key. */
  async hire(
    name: string,
    roles: readonly Role[],
    clearance: LevelRank = 3,
    staffId: number | null = null,
  ): Promise<Colleague> {
    const uid = this.newUid();
    const login = `p${randomBytes(4).toString('hex')}`;
    await this.scratch.database.inTransaction(async (tx) => {
      const at = toInstant(this.now);
      const id = await insertAccount(tx, {
        uid,
        login,
        name,
        staff_id: staffId,
        state: 'active',
        clearance,
        must_change_password: 0,
        password_changed_at: at,
        created_at: at,
        settings: '{}',
      });
      await replaceRoles(
        tx,
        id,
        roles.map((role) => ({ role, granted_at: at, until: null })),
      );
      const key = signing.generate();
      const key_id = `${login}@${this.code}#1`;
      this.#seeds.set(key_id, key.seed);
      await insertPersonKey(tx, {
        key_id,
        account_id: id,
        public_key: key.publicKeyLine,
        made_at: at,
        retired_at: null,
      });
    });
    return {
      uid,
      name,
      call: (path, input) => this.#call(uid, path, input),
      read: () => this.#read(uid),
      write: async (work) => {
        const base = await this.#base(uid);
        return await this.scratch.database.inTransaction((tx) => work({ ...base, db: tx, tx }));
      },
    };
  }

  /** Closes the database and removes its folder. */
  async close(): Promise<void> {
    await this.scratch.remove();
  }

  async #call<P extends HarnessPath>(uid: string, path: P, input: CallInput<P>): Promise<HandlerOutput<P>> {
    const entry = procedures.find((candidate) => candidate.path === path);
    const [area, name] = path.split('.') as [Areas, string];
    const handler = (handlers[area] as Record<string, (ctx: never, input: never) => Promise<unknown>>)[name];
    if (entry === undefined || handler === undefined) throw new Error(`no ${path}`);
    const inputSchema = entry.inputSchema as z.ZodType | undefined;
    const parsed = inputSchema === undefined ? undefined : inputSchema.parse(input);
    const base = await this.#base(uid);
    const { database } = this.scratch;
    let answer: unknown;
    if (entry.meta.mode === 'query')
      answer = await handler({ ...base, db: database.read } as never, parsed as never);
    else if (entry.meta.mode === 'command') {
      answer = await database.inTransaction(
        async (tx) => await handler({ ...base, db: tx, tx } as never, parsed as never),
      );
    } else {
      const inTransaction = async <T>(work: (ctx: WriteContext) => Promise<T>) =>
        await database.inTransaction((tx) => work({ ...base, db: tx, tx }));
      const ctx: JobContext = {
        ...base,
        db: database.read,
        stage: inTransaction,
        commit: inTransaction,
        stagingFolder: this.scratch.folder,
        sealed: async (_what, work) => await work({ report: () => undefined }),
        progress: () => undefined,
        signal: new AbortController().signal,
      };
      answer = await handler(ctx as never, parsed as never);
    }
    const outputSchema = entry.outputSchema as z.ZodType | undefined;
    return (outputSchema === undefined ? answer : outputSchema.parse(answer)) as HandlerOutput<P>;
  }

  async #read(uid: string): Promise<ReadContext> {
    return { ...(await this.#base(uid)), db: this.scratch.database.read };
  }

  async #base(uid: string): Promise<ContextBase> {
    this.now = new Date(this.now.getTime() + 1000);
    const now = toInstant(this.now);
    const today = dayOf(now);
    const found = await accountByUid(this.scratch.database.read, uid, today);
    if (found === undefined) throw new Error('nobody');
    const actor = actorOf(found);
    return {
      site: { code: this.code, name: '客户服务中心', kind: this.kind, highestLevel: 3 },
      actor,
      scope: scopeOf(actor, this.code, now),
      now: now as Instant,
      today,
      keys: this.#keys(),
      contents: this.#contentStore(),
      host: {
        renderPdf: async () => Buffer.from('%PDF-'),
        listPrinters: async () => [],
        print: async () => undefined,
        chooseFolder: async () => null,
        chooseFile: async () => this.chosenFile,
        runtime: 'none',
      },
      audited: (object) => void this.audited.push(object),
      newUid: () => this.newUid(),
    };
  }

  #keys(): KeyRing {
    const { database } = this.scratch;
    return {
      signAsPerson: async (actor, password, namespace, message) => {
        if (password !== testPassword) throw new AppError('slots.wrong-credentials');
        const key = await currentPersonKey(database.read, actor.id);
        const seed = key === undefined ? undefined : this.#seeds.get(key.key_id);
        if (key === undefined || seed === undefined) throw new AppError('people.signing-key-missing');
        return { keyId: key.key_id, signature: signing.sign(seed, namespace, message) };
      },
      verifyPerson: async (db, keyId, namespace, message, signature) => {
        const key = await personKeyById(db, keyId);
        return key !== undefined && signing.verify(key.public_key, namespace, message, signature);
      },
      verifySite: async () => false,
      signAsSite: async () => {
        throw new Error('no site key here');
      },
      secondPerson: async () => {
        throw new AppError('people.second-person-refused');
      },
    };
  }

  #contentStore(): Contents {
    const all = this.#contents;
    const readAll = async ({ contentName, name }: { contentName: string; name: string }) => {
      const found = all.get(contentName);
      if (found === undefined) throw new AppError('content.missing', { name });
      return found;
    };
    return {
      put: async (source) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of source) pieces.push(piece);
        const bytes = Buffer.concat(pieces);
        const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256Hex;
        all.set(`c${sha256}`, bytes);
        return { sha256, bytes: bytes.length, contentName: `c${sha256}`, wrappedKey: Buffer.from('wrapped') };
      },
      giveBack: async ({ contentName }) => void all.delete(contentName),
      readAll,
      open: async function* (content) {
        yield await readAll(content);
      },
    };
  }
}

/** Content of a phone record that can be closed. */
export const wholeCall = {
  direction: 'in',
  startedAt: '2026-11-20T02:00:00.000Z',
  caller: '李参谋',
  need: '雷达显示异常，询问处理方法',
  opinion: '按手册第三章检查电源',
  result: '用户按指导恢复正常',
} as const;

/** Everything a service needs: a customer, a model and some equipment, entered by the information office. */
export async function stock(
  clerk: Colleague,
  serials: readonly string[] = ['S001', 'S002', 'S003'],
): Promise<{ customer: MasterUid; model: MasterUid; equipment: MasterUid[] }> {
  const customer = await clerk.call('master.save', {
    uid: null,
    type: 'customer',
    content: { code: 'K01', name: '海军某部', branch: 'navy' },
  });
  const model = await clerk.call('master.save', {
    uid: null,
    type: 'model',
    content: {
      code: 'HG-1',
      name: '导航雷达',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 20,
      military: true,
    },
  });
  const equipment: MasterUid[] = [];
  for (const serial of serials) {
    const entry = await clerk.call('master.save', {
      uid: null,
      type: 'equipment',
      content: {
        serial,
        model: { uid: model.uid, code: 'HG-1', name: '导航雷达' },
        customer: { uid: customer.uid, code: 'K01', name: '海军某部' },
        batch: '2025-1',
      },
    });
    equipment.push(entry.uid as MasterUid);
  }
  return { customer: customer.uid as MasterUid, model: model.uid as MasterUid, equipment };
}

/** Shorthand for the identity of a record in answers. */
export type Uid = RecordUid;
