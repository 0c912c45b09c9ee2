import { z } from 'zod';
import { query } from './procedure.ts';

/** One thing that the calendar, the plan, the staff register or the roster asks of this person now. */
export const notice = z.strictObject({
  key: z.string(),
  tone: z.enum(['refused', 'attention', 'underway']),
  clause: z.string(),
  text: z.string(),
  /** Screen that deals with it, with what it is opened with. */
  screen: z.string(),
  params: z.record(z.string(), z.string()),
});
/** Notice of the home page. */
export type Notice = z.infer<typeof notice>;

/** What is due beside records and tasks. */
export const notices = {
  list: query('person', 'home.opened').output(z.strictObject({ rows: z.array(notice) })),
};
