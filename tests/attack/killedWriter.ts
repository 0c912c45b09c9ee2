import { openDatabase } from '../../main/database/database.ts';

/**
 * Program that is killed while it writes: opens the database of argument 1 with the key of argument 2 (hex) and
 * commits one transaction of three rows after the other, naming each on its output once it is committed.
 */
const [, , file = '', keyHex = '', start = '0'] = process.argv;
const database = await openDatabase({
  file,
  key: Buffer.from(keyHex, 'hex'),
  mode: 'existing',
  clock: () => new Date('2026-11-22T08:00:00Z'),
});
for (let n = Number(start); ; n++) {
  await database.inTransaction(async (tx) => {
    for (const part of ['a', 'b', 'c']) {
      await tx
        .insertInto('meta')
        .values({ key: `row ${n} ${part}`, value: 'x'.repeat(3000) })
        .execute();
    }
  });
  process.stdout.write(`${n}\n`);
}
