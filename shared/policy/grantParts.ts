import { type RecordKind, recordKinds } from '../forms/kinds.ts';
import type { Move } from '../lifecycle/states.ts';
import type { Act } from './acts.ts';

/** What a role may do with records of a kind: read, write (create and edit own drafts), or one of the lifecycle moves. */
export type RecordAct = 'read' | 'write' | Move;

/** What a role may do: kinds that it reads and writes, moves by kind, and acts besides. */
export interface RoleGrant {
  readonly read: readonly RecordKind[];
  readonly write: readonly RecordKind[];
  readonly moves: Readonly<Partial<Record<Move, readonly RecordKind[]>>>;
  readonly acts: readonly Act[];
}

/** Records of single contacts: closed with a result, then archived. */
export const contacts = ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'] as const;
/** Everything that comes in or goes out, information of customers included. */
export const communication = ['customerInformation', ...contacts] as const;
/** Reports that the customer signs. */
export const serviceReports = [
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
] as const;
/** What a supervisor or unit leader reviews. */
export const reviewed = [
  'customerInformation',
  ...serviceReports,
  'serviceInformation',
  'dispatchNotice',
] as const;
/** Every kind but situation reports, which are the center alone. */
export const records = recordKinds.filter((kind) => kind !== 'situationReport');
/** Cases that anybody who meets customers may open (5.1.1, 5.2.2, 5.6, 5.7.2, 5.10). */
export const frontCases = [
  'complaint',
  'qualityFeedback',
  'improvement',
  'urgentReport',
  'forwardedNeed',
] as const;
/** What a department does with a need passed on to it. */
export const askedDepartment = { acknowledge: ['forwardedNeed'], answer: ['forwardedNeed'] } as const;
/** Steps of figure 1 that the people who run a task take. */
export const taskSteps = {
  analyse: ['task'],
  organise: ['task'],
  carryOut: ['task'],
  accept: ['task'],
  handIn: ['task'],
  followUp: ['task'],
} as const;
/** Acts of everybody who works on records. */
export const dailyActs: readonly Act[] = [
  'number.copy',
  'master.read',
  'record.work',
  'reader.ask',
  'emergency.ask',
  'print.apply',
  'sheet.export',
  'statistics.read',
];
/** Administrators read and write no records. */
export const administrator = { read: [], write: [], moves: {} } as const;
