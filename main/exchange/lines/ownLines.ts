import type { LineType } from '../../../shared/exchange/lines.ts';
import { calendar } from './calendarLine.ts';
import { master } from './masterLine.ts';
import type { OwnLine } from './ownLine.ts';
import { rules } from './rulesLine.ts';
import { stock } from './stockLine.ts';

/** Everything that travels beside records and what the series needs. */
export const ownLines: Readonly<Partial<Record<LineType, OwnLine>>> = { rules, calendar, master, stock };

/** The part of the program that a line belongs to; undefined for records and lines of the series. */
export function ownLineOf(type: string): OwnLine | undefined {
  return Object.hasOwn(ownLines, type) ? ownLines[type as LineType] : undefined;
}
