import { z } from 'zod';

/** Schema of the figures of the rules; each is a setting with the document's number as default. */
export const thresholdsSchema = z.strictObject({
  /** Single products made from which on a model is batch (chapter 3: 10 台以上, the number included). */
  batchSingle: z.int().min(1).default(10),
  /** Systems made from which on a model is batch (chapter 3: 2 套以上). */
  batchSystem: z.int().min(1).default(2),
  /** Normal sets of one model from which on one QR758-08A stands for all of them (table 1, row 1). */
  batchReportSets: z.int().min(1).default(3),
  /** Hours of training from which on QR758-05A is filled (table 1, row 2). Exactly 4 h counts as 以上. */
  trainingRecordHours: z.number().positive().default(4),
});
/** Figures of the rules. */
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** The document's own figures. */
export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
