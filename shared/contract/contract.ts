import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract';
import { isContractProcedure } from '@orpc/contract';
import { access } from './access.ts';
import { administration, copying } from './administration.ts';
import { archive } from './archive.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { calendar } from './calendar.ts';
import { cases } from './cases.ts';
import { duty } from './duty.ts';
import { exchange } from './exchange.ts';
import { keys } from './keys.ts';
import { master } from './master.ts';
import { notices } from './notices.ts';
import { people } from './people.ts';
import { plan } from './plan.ts';
import { printing } from './printing.ts';
import type { ProcedureMeta } from './procedure.ts';
import { records } from './records.ts';
import { evaluation, reports } from './reports.ts';
import { rules } from './rules.ts';
import { service } from './service.ts';
import { session } from './session.ts';
import { sheets } from './sheets.ts';
import { spares } from './spares.ts';
import { staff } from './staff.ts';

/** The only list of what the page can ask. */
export const contract = {
  session,
  people,
  administration,
  copying,
  keys,
  records,
  access,
  master,
  rules,
  calendar,
  notices,
  plan,
  staff,
  duty,
  service,
  cases,
  spares,
  sheets,
  printing,
  reports,
  evaluation,
  archive,
  exchange,
  audit,
  backup,
} as const;
/** Type of the contract. */
export type Contract = typeof contract;

/** `records.open` and the like. */
export type ProcedurePath = {
  [A in keyof Contract & string]: `${A}.${keyof Contract[A] & string}`;
}[keyof Contract & string];

type ProcedureAt<P extends ProcedurePath> = P extends `${infer A}.${infer B}`
  ? A extends keyof Contract
    ? B extends keyof Contract[A]
      ? Contract[A][B]
      : never
    : never
  : never;

/** What the handler receives: the input after its schema. */
export type HandlerInput<P extends ProcedurePath> =
  ProcedureAt<P> extends ContractProcedure<infer I, infer _O, infer _E, infer _M>
    ? InferSchemaOutput<I>
    : never;
/** What the handler gives: checked against the output schema before it leaves. */
export type HandlerOutput<P extends ProcedurePath> =
  ProcedureAt<P> extends ContractProcedure<infer _I, infer O, infer _E, infer _M>
    ? InferSchemaInput<O>
    : never;
/** What a caller sends: defaults may be left out. */
export type CallInput<P extends ProcedurePath> =
  ProcedureAt<P> extends ContractProcedure<infer I, infer _O, infer _E, infer _M>
    ? InferSchemaInput<I>
    : never;
/** What a caller gets. */
export type CallOutput<P extends ProcedurePath> =
  ProcedureAt<P> extends ContractProcedure<infer _I, infer O, infer _E, infer _M>
    ? InferSchemaOutput<O>
    : never;

/** One procedure with its declaration, for everything that is derived from the contract. */
export interface ProcedureEntry {
  readonly path: ProcedurePath;
  readonly meta: ProcedureMeta;
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
}

/** Every procedure of the contract in declaration order. */
export const procedures: readonly ProcedureEntry[] = Object.entries(contract).flatMap(([area, group]) =>
  Object.entries(group).map(([name, value]) => {
    if (!isContractProcedure(value)) throw new Error(`${area}.${name} is no procedure`);
    const definition = value['~orpc'];
    return {
      path: `${area}.${name}` as ProcedurePath,
      meta: definition.meta as ProcedureMeta,
      inputSchema: definition.inputSchema,
      outputSchema: definition.outputSchema,
    };
  }),
);
