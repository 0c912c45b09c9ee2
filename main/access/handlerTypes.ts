import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';
import type { JobContext, ReadContext, WriteContext } from './context.ts';

interface ContextByMode {
  readonly query: ReadContext;
  readonly command: WriteContext;
  readonly job: JobContext;
}

/** Service function of one procedure: its context is decided by the mode that the contract declares. */
export type HandlerFor<Procedure> =
  Procedure extends ContractProcedure<infer Input, infer Output, infer _Errors, infer Meta>
    ? Meta extends { readonly mode: infer Mode extends keyof ContextByMode }
      ? (ctx: ContextByMode[Mode], input: InferSchemaOutput<Input>) => Promise<InferSchemaInput<Output>>
      : never
    : never;

/** One service function for every procedure of an area; an area that misses one does not compile. */
export type AreaHandlers<Area extends keyof Contract> = {
  readonly [Name in keyof Contract[Area]]: HandlerFor<Contract[Area][Name]>;
};
