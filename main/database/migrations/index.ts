import type { Migration } from '../migration.ts';
import { initial } from './20261122080000_initial.ts';

/** Every step of the schema, oldest first. A released step never changes; a change is a new step. */
export const migrations: readonly Migration[] = [initial];
