import type { Screen } from './screens.ts';
import type { UnlockedSession } from './session.tsx';

/**
 * Every screen of the program. Each area declares its screens in its own folder (`<area>/screens.ts`, export `screens`),
 * so that adding an area touches that folder alone.
 */
const declared = import.meta.glob<{ screens: readonly Screen[] }>('../*/screens.ts', { eager: true });

/** All declared screens in navigation order. */
export const screens: readonly Screen[] = Object.values(declared)
  .flatMap((module) => module.screens ?? [])
  .sort((one, other) => (one.navigation?.order ?? 999) - (other.navigation?.order ?? 999));

/** A screen by its stable name; undefined for a name from an older version. */
export function screenByKey(key: string): Screen | undefined {
  return screens.find((screen) => screen.key === key);
}

/** Areas that this person's navigation shows. */
export function areasFor(session: UnlockedSession): readonly Screen[] {
  return screens.filter((screen) => screen.navigation?.shows(session) === true);
}
