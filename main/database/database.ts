export type { Database, ReadDb, WriteTx } from './handles.ts';
