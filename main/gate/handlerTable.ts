import type { Contract, ProcedurePath } from '../../shared/contract/contract.ts';
import type { HandlerTable } from './gate.ts';

/** Handlers of one area under their full paths. */
export function areaTable<Area extends keyof Contract & string>(
  area: Area,
  handlers: Readonly<Partial<Record<keyof Contract[Area], unknown>>>,
): HandlerTable {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [`${area}.${name}` as ProcedurePath, handler]),
  ) as HandlerTable;
}
