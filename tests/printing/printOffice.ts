import type { z } from 'zod';
import type { ContextBase, Host, JobContext, WriteContext } from '../../main/access/context.ts';
import { actorOf } from '../../main/access/identities.ts';
import { accountByUid } from '../../main/database/stores/accounts.ts';
import { evaluationHandlers, reportHandlers } from '../../main/evaluation/handlers.ts';
import { registerReportHooks } from '../../main/evaluation/reports.ts';
import { printingHandlers } from '../../main/printing/handlers.ts';
import { type CallInput, type HandlerOutput, procedures } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Colleague, Office, testPassword } from '../records/harness.ts';
import { createTestRenderer, type TestRenderer } from './renderForTest.ts';

const handlers = { printing: printingHandlers, reports: reportHandlers, evaluation: evaluationHandlers };
type Path = {
  [A in keyof typeof handlers]: `${A}.${keyof (typeof handlers)[A] & string}`;
}[keyof typeof handlers];

/** What a printer of the test has taken. */
export interface TakenPage {
  readonly printer: string;
  readonly name: string;
  readonly pdf: Uint8Array;
}

/** An office that prints and reports: real database, real signatures, real Chromium, printers that keep what they take. */
export class PrintOffice {
  readonly office: Office;
  readonly taken: TakenPage[] = [];
  /** Printers of the station. */
  present: { name: string; writesFiles: boolean }[] = [];
  /** The printer refuses everything while this is set. */
  jammed = false;
  readonly #renderer: TestRenderer;

  private constructor(office: Office) {
    this.office = office;
    this.#renderer = createTestRenderer();
  }

  /** Opens an office with its own database; Chromium starts with the first print. */
  static async open(): Promise<PrintOffice> {
    registerReportHooks();
    return new PrintOffice(await Office.open());
  }

  /** Renders with the program's own renderer. */
  render(html: string): Promise<Uint8Array> {
    return this.#renderer.render(html);
  }

  /** Calls a printing or report procedure for a person; input and answer are checked against the contract. */
  async call<P extends Path>(person: Colleague, path: P, input: CallInput<P>): Promise<HandlerOutput<P>> {
    const entry = procedures.find((candidate) => candidate.path === path);
    const [area, name] = path.split('.') as [keyof typeof handlers, string];
    const handler = (handlers[area] as Record<string, (ctx: never, input: never) => Promise<unknown>>)[name];
    if (entry === undefined || handler === undefined) throw new Error(`no ${path}`);
    const parsed = (entry.inputSchema as z.ZodType | undefined)?.parse(input);
    const ctx = await person.read();
    const base = { ...ctx, host: this.#host(ctx.host), keys: { ...ctx.keys, secondPerson: this.#second } };
    const writing = <T>(work: (own: WriteContext) => Promise<T>): Promise<T> =>
      this.office.scratch.database.inTransaction((tx) => work({ ...base, db: tx, tx }));
    let answer: unknown;
    if (entry.meta.mode === 'query') answer = await handler(base as never, parsed as never);
    else if (entry.meta.mode === 'command') {
      answer = await writing((own) => handler(own as never, parsed as never));
    } else {
      const job: JobContext = {
        ...base,
        stage: writing,
        commit: writing,
        stagingFolder: this.office.scratch.folder,
        sealed: async (_what, work) => await work({ report: () => undefined }),
        progress: () => undefined,
        signal: new AbortController().signal,
      };
      answer = await handler(job as never, parsed as never);
    }
    const output = entry.outputSchema as z.ZodType | undefined;
    return (output === undefined ? answer : output.parse(answer)) as HandlerOutput<P>;
  }

  /** Ends Chromium and removes the database. */
  async close(): Promise<void> {
    await this.#renderer.close();
    await this.office.close();
  }

  // The second person of a test is named by public identity in place of a log-in.
  readonly #second: ContextBase['keys']['secondPerson'] = async (first, second, roles) => {
    if (second.password !== testPassword) throw new AppError('people.second-person-refused');
    const db = this.office.scratch.database.read;
    const rows = await db.selectFrom('accounts').select('uid').where('login', '=', second.login).execute();
    const found = await accountByUid(db, rows[0]?.uid ?? '', '2026-11-23');
    if (found === undefined) throw new AppError('people.second-person-refused');
    const actor = actorOf(found);
    if (actor.uid === first.uid) throw new AppError('people.same-person');
    if (!actor.roles.some((role) => roles.includes(role))) throw new AppError('people.second-person-refused');
    return actor;
  };

  #host(host: Host): Host {
    return {
      ...host,
      renderPdf: (html) => this.#renderer.render(html),
      listPrinters: async () => this.present,
      print: async (pdf, printer, name) => {
        if (this.jammed) throw new Error('paper jam');
        this.taken.push({ printer, name, pdf });
      },
    };
  }
}
