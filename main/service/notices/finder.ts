import type { Notice } from '../../../shared/contract/notices.ts';
import type { ReadContext } from '../../access/context.ts';

/** Finds what one part of the work asks of the person now. */
export type NoticeFinder = (ctx: ReadContext) => Promise<readonly Notice[]>;
