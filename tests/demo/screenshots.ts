import type { Summary } from './summary.ts';
import type { DemoOptions, DemoSite } from './world.ts';

/** Pictures of every main screen of the real program. */
export async function takeScreenshots(
  _options: DemoOptions,
  _sites: readonly DemoSite[],
  _tell: (line: string) => void,
): Promise<Summary['screenshots']> {
  return [];
}
