import { z } from 'zod';
import { volumeClasses } from '../archive/volumes.ts';
import {
  base64,
  day,
  done,
  instant,
  levelRank,
  line,
  markingText,
  objectUid,
  recordKind,
  recordUid,
  sha256Hex,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';

const volumeClass = z.enum(volumeClasses);
const year = z.number().int().min(2000).max(2999);

const volumeRow = z.strictObject({
  uid: objectUid,
  class: volumeClass,
  year,
  /** 0 the volume of the year, from 1 supplements. */
  part: z.number(),
  name: z.string(),
  /** Null until it is closed. */
  number: z.string().nullable(),
  state: z.enum(['composed', 'closed', 'disposed']),
  level: levelRank,
  marking: markingText,
  records: z.number(),
  pages: z.number(),
  digest: sha256Hex,
  composedAt: instant,
  composedBy: z.string(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  /** Last day of the five years that are counted from the closing; null until then. */
  keptUntil: day.nullable(),
});
/** A volume as lists show it. */
export type VolumeRow = z.infer<typeof volumeRow>;

/** Volumes by class and year (clauses 5.1.2.2, 5.5.6, 5.7.3, 5.7.4, 5.11.2). */
export const archive = {
  /** Volumes, and how many archived records that the person may read wait for one, by class and year. */
  volumes: query('volume.read', 'volume.listed').output(
    z.strictObject({
      rows: z.array(volumeRow),
      waiting: z.array(z.strictObject({ class: volumeClass, year, records: z.number() })),
    }),
  ),
  volume: query('volume.read', 'volume.opened')
    .input(z.strictObject({ uid: objectUid }))
    .output(
      z.strictObject({
        row: volumeRow,
        lines: z.array(
          z.strictObject({
            position: z.number(),
            recordUid,
            kind: recordKind,
            number: z.string(),
            title: z.string(),
            marking: markingText,
            source: z.enum(['scan', 'print', 'printNoScan']),
            firstPage: z.number(),
            pages: z.number(),
          }),
        ),
      }),
    ),
  /** Binds all waiting records of a class and year: pages, contents, digests. Nothing is final before it is closed. */
  compose: job('volume.compile', 'volume.composed', ['archiving'])
    .input(
      z.strictObject({
        class: volumeClass,
        year,
        /** A higher mark than the computed one. */
        marking: markingText.nullable().default(null),
      }),
    )
    .output(z.strictObject({ uid: objectUid, pages: z.number() })),
  /** Some pages of a volume, marked 预览; they never leave the window. */
  pages: job('volume.read', 'print.previewed')
    .input(
      z.strictObject({
        uid: objectUid,
        from: z.number().int().min(1),
        count: z.number().int().min(1).max(30),
      }),
    )
    .output(z.strictObject({ pdf: base64, from: z.number(), pages: z.number() })),
  /** Takes a composed volume apart again, before it is closed. */
  discard: command('volume.compile', 'volume.discarded')
    .input(z.strictObject({ uid: objectUid }))
    .output(done),
  /** Closes a volume under its number with the own signature; its records are compiled and kept five years from today. */
  close: job('volume.compile', 'volume.closed', ['numbering', 'signing', 'archiving'])
    .input(z.strictObject({ uid: objectUid, password: z.string().max(200) }))
    .output(z.strictObject({ number: z.string() })),
  /** Applies for numbered copies of a closed volume. */
  applyPrint: command('print.apply', 'print.applied', ['numbering', 'printing'])
    .input(
      z.strictObject({
        uid: objectUid,
        purpose: line,
        printer: line,
        recipients: z.array(line).min(1).max(20),
      }),
    )
    .output(z.strictObject({ uid: objectUid })),
  /** Writes a closed volume as an open package onto a registered medium; a second post approves level and medium. */
  exportOpen: job('volume.compile', 'volume.exported', ['signing', 'export'])
    .input(
      z.strictObject({
        uid: objectUid,
        folder: z.string().min(1).max(1000),
        medium: line,
        second: z.strictObject({ login: z.string().max(60), password: z.string().max(200) }),
      }),
    )
    .output(z.strictObject({ folder: z.string(), files: z.number(), bytes: z.number() })),
};
