import { displayInstant } from '../../shared/forms/display.ts';
import type { ContextBase } from '../access/context.ts';

/** Who had it printed, when and where: name, account, time, station. */
export function watermark(ctx: Pick<ContextBase, 'actor' | 'now' | 'site'>): string {
  return `${ctx.actor.name} ${ctx.actor.login} ${displayInstant(ctx.now)} ${ctx.site.name}`;
}
