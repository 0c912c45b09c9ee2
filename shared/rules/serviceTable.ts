import { z } from 'zod';
import { modeWords, occasionWords, serviceWords } from '../forms/definitions/blocks.ts';
import { formKinds, recordKinds } from '../forms/kinds.ts';

const services = Object.keys(serviceWords) as (keyof typeof serviceWords)[];
const occasions = Object.keys(occasionWords) as (keyof typeof occasionWords)[];
const modes = Object.keys(modeWords) as (keyof typeof modeWords)[];

/** Documents that the table demands: records of a kind, and 专题总结, which is no form of section 7. */
export const demandedKinds = [...recordKinds, 'specialSummary'] as const;
/** Kind of a demanded document. */
export type DemandedKind = (typeof demandedKinds)[number];

/** Documents that a person can put into the table: the eleven forms and 专题总结. */
export const demandableKinds: readonly DemandedKind[] = [...formKinds, 'specialSummary'];

const conditionSchema = z.strictObject({
  /** `normalOfModel`: sets of one model without the exceptions; `trainingHours`: hours per customer and period. */
  figure: z.enum(['normalOfModel', 'trainingHours']),
  is: z.enum(['atLeast', 'below']),
  threshold: z.enum(['batchReportSets', 'trainingRecordHours']),
});

const recordRuleSchema = z.strictObject({
  kind: z.enum(demandedKinds),
  /** Any of these does as well. */
  orKinds: z.array(z.enum(demandedKinds)).default([]),
  /** Limited to these services of the row; without it, all of them. */
  services: z.array(z.enum(services)).optional(),
  /** What one document is filled for. */
  per: z.enum(['equipment', 'model', 'customerPeriod', 'assignment', 'service']),
  /** Which sets count. */
  of: z.enum(['all', 'normal', 'exceptions']).default('all'),
  when: conditionSchema.optional(),
  /** Part of the form to choose. */
  part: z.string().optional(),
  /** Only when something was exchanged or the like: said, not counted as missing. */
  ifApplicable: z.boolean().default(false),
  /** The rule in the document's words. */
  words: z.string().min(1),
});
/** One record rule of a row. */
export type RecordRule = z.infer<typeof recordRuleSchema>;

const itemSchema = z.strictObject({
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: z.string().min(1),
  services: z.array(z.enum(services)).optional(),
});
/** An item of 服务内容 or 服务要求, to be settled before hand-in. */
export type TableItem = z.infer<typeof itemSchema>;

const rowSchema = z.strictObject({
  /** Row number of table 1; null for rows that the surviving text does not hold. */
  number: z.int().nullable(),
  services: z.array(z.enum(services)).min(1),
  title: z.string().min(1),
  clause: z.string().min(1),
  /** 推定: not in the surviving text. */
  inferred: z.boolean(),
  /** 服务时机. */
  occasions: z.array(z.enum(occasions)).min(1),
  /** 服务方式: the modes that the row allows, and its own words. */
  modes: z.array(z.enum(modes)).min(1),
  modeWords: z.string().min(1),
  /** 服务内容. */
  contents: z.array(itemSchema),
  /** 服务要求. */
  requirements: z.array(itemSchema),
  /** 记录要求. */
  records: z.array(recordRuleSchema).min(1),
});
/** Row of the service table with its six columns. */
export type ServiceRow = z.infer<typeof rowSchema>;

/** Schema of a service table, whatever rules it belongs to. */
export const serviceTableSchema = z
  .strictObject({
    version: z.int().min(1),
    rows: z.array(rowSchema).min(1),
    /** Records demanded besides the rows. */
    everywhere: z.array(
      z.strictObject({
        clause: z.string(),
        /** Asked for when the work is at the customer's, or done by a unit. */
        when: z.enum(['atCustomer', 'byUnit']),
        rule: recordRuleSchema,
      }),
    ),
  })
  .refine(
    (table) => {
      const all = table.rows.flatMap((row) => row.services);
      return new Set(all).size === all.length;
    },
    { error: '同一服务出现在两行' },
  );
/** A version of the service table. */
export type ServiceTable = z.infer<typeof serviceTableSchema>;

/**
 * Checks a table that the information office has edited.
 * @throws z.ZodError with the first fault
 */
export function defineServiceTable(source: z.input<typeof serviceTableSchema>): ServiceTable {
  return serviceTableSchema.parse(source);
}
