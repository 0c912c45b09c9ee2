import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

/** A contract just large enough to try everything that crosses the port. */
export const contract = {
  echo: oc.input(z.object({ text: z.string() })).output(z.object({ text: z.string(), at: z.date() })),
  refuse: oc.errors({ NOT_APPROVED: { data: z.object({ number: z.number() }) } }).output(z.string()),
  count: oc.input(z.object({ to: z.number() })).output(eventIterator(z.number())),
  endless: oc.output(eventIterator(z.number())),
  weigh: oc
    .input(z.object({ file: z.instanceof(Blob) }))
    .output(z.object({ size: z.number(), copy: z.instanceof(Blob) })),
};
