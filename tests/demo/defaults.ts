import type { DemoOptions } from './world.ts';

/** The demonstration that `npm run demo` and `npm start -- --demo` make: a center, two units, one year. */
export const defaults: Omit<DemoOptions, 'folder' | 'say'> = {
  records: 2000,
  seed: 20261122,
  units: ['U1', 'U2'],
  months: 12,
  signed: 44,
  screenshots: true,
  fullPasswordCost: true,
};
