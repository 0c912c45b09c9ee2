import type { Site } from './site.ts';

/** Marks the way from one site to another as tried by a test package, for tests that are not about that trial. */
export async function proveWay(from: Site, to: string): Promise<void> {
  const database = from.app.station.session?.database;
  if (database === undefined) throw new Error(`${from.options.code} is locked`);
  await database.inTransaction(async (tx) => {
    await tx
      .updateTable('sites')
      .set({ proven_at: '2026-01-01T00:00:00.000Z' })
      .where('code', '=', to)
      .execute();
  });
}
