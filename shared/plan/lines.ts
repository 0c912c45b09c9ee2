import { z } from 'zod';
import type { Service } from '../forms/definitions/blocks.ts';
import type { FormContent } from '../forms/values.ts';
import type { Day } from '../ids.ts';

/** The parts of the plan that have lines: their name, the first sign of their numbers, and the service that a line becomes. */
export const planParts = {
  measures: { label: '服务措施', sign: '措', service: null },
  trainings: { label: '用户培训', sign: '培', service: 'training' },
  visits: { label: '走访', sign: '访', service: 'visit' },
  materials: { label: '教材编制', sign: '材', service: null },
} as const satisfies Record<string, { label: string; sign: string; service: Service | null }>;
/** Part of the plan that has lines. */
export type PlanPart = keyof typeof planParts;
/** The parts in the order of the plan. */
export const planPartKeys = Object.keys(planParts) as readonly PlanPart[];

const rowSchema = z.object({
  line: z.string().nullish(),
  day: z.string().nullish(),
  what: z.string().nullish(),
  customer: z.string().nullish(),
  model: z.string().nullish(),
  hours: z.number().nullish(),
  place: z.string().nullish(),
  owner: z.string().nullish(),
});

/** One line of the plan. */
export interface PlanLine {
  readonly part: PlanPart;
  /** Number inside the year's plan, kept over amendments: 培-03. Empty until the plan is submitted. */
  readonly line: string;
  readonly day: Day | null;
  readonly what: string;
  /** Customer and model as the plan writes them: code and name. */
  readonly customer: string;
  readonly model: string;
  readonly hours: number | null;
  readonly place: string;
  readonly owner: string;
}

/** The lines of a plan's content, part by part. Rows that cannot be read are left out. */
export function linesOf(content: FormContent): PlanLine[] {
  return planPartKeys.flatMap((part) =>
    (rowSchema.array().safeParse(content[part] ?? []).data ?? []).map((row) => ({
      part,
      line: row.line ?? '',
      day: /^\d{4}-\d\d-\d\d$/.test(row.day ?? '') ? (row.day as Day) : null,
      what: row.what ?? '',
      customer: row.customer ?? '',
      model: row.model ?? '',
      hours: row.hours ?? null,
      place: row.place ?? '',
      owner: row.owner ?? '',
    })),
  );
}

/**
 * Gives every line without a number the next one of its part. A number once given is never given again in the same year,
 * also not when its line was struck out by an amendment.
 * @param earlier contents of the plan's versions before this one
 * @returns the fields that change
 */
export function numberLines(
  content: FormContent,
  earlier: readonly FormContent[],
): Readonly<Record<string, unknown>> {
  const changed: Record<string, unknown> = {};
  for (const part of planPartKeys) {
    const rows = content[part];
    if (!Array.isArray(rows)) continue;
    const used = [content, ...earlier].flatMap((one) =>
      linesOf(one)
        .filter((line) => line.part === part)
        .map((line) => counterOf(line.line)),
    );
    let last = Math.max(0, ...used);
    const seen = new Set<string>();
    changed[part] = rows.map((row: unknown) => {
      const old = rowSchema.safeParse(row).data?.line ?? '';
      const keeps = counterOf(old) > 0 && old.startsWith(planParts[part].sign) && !seen.has(old);
      if (!keeps) last += 1;
      const line = keeps ? old : `${planParts[part].sign}-${String(last).padStart(2, '0')}`;
      seen.add(line);
      return { ...(row as object), line };
    });
  }
  return changed;
}

/** Why the lines cannot be submitted, in Chinese; empty when they can. */
export function lineProblems(content: FormContent, year: number): string[] {
  return linesOf(content).flatMap((line, index) => {
    const name = `${planParts[line.part].label}“${line.what === '' ? `第 ${index + 1} 项` : line.what}”`;
    if (line.day === null) return [`${name}的计划日期不是日期`];
    return line.day.slice(0, 4) === String(year) ? [] : [`${name}的计划日期不在 ${year} 年`];
  });
}

function counterOf(line: string): number {
  const found = /-(\d{2,4})$/.exec(line);
  return found === null ? 0 : Number(found[1]);
}
