import type { Database } from '../../../main/database/database.ts';
import type { MasterUid } from '../../../shared/ids.ts';
import type { Site } from '../../program/site.ts';

/** The site that is stocked, with its open database. */
interface Shop {
  readonly site: Site;
  database(): Database;
}

/** What was entered. */
interface Stock {
  readonly customers: readonly { id: number; uid: MasterUid }[];
  readonly equipment: readonly MasterUid[];
  readonly part: MasterUid;
  readonly depot: MasterUid;
}

/** Two customers and four equipments of one of them, entered by whoever is logged in. */
export async function stock({ site, database }: Shop): Promise<Stock> {
  const customers = [];
  for (const [code, name, branch] of [
    ['K01', '海军某部', 'navy'],
    ['K02', '空军某部', 'airForce'],
  ] as const) {
    const { uid } = await site.call('master.save', {
      uid: null,
      type: 'customer',
      content: { code, name, branch },
    });
    const row = await database()
      .read.selectFrom('master')
      .select('id')
      .where('uid', '=', uid)
      .executeTakeFirstOrThrow();
    customers.push({ id: row.id, uid: uid as MasterUid });
  }
  const model = await site.call('master.save', {
    uid: null,
    type: 'model',
    content: {
      code: 'HG-1',
      name: '导航雷达',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 20,
      military: true,
    },
  });
  const equipment: MasterUid[] = [];
  for (const serial of ['S001', 'S002', 'S003', 'S004']) {
    const { uid } = await site.call('master.save', {
      uid: null,
      type: 'equipment',
      content: {
        serial,
        model: { uid: model.uid, code: 'HG-1', name: '导航雷达' },
        customer: { uid: customers[0]?.uid ?? '', code: 'K01', name: '海军某部' },
        batch: '2025-1',
      },
    });
    equipment.push(uid as MasterUid);
  }
  const part = await site.call('master.save', {
    uid: null,
    type: 'part',
    content: { code: 'P-1', name: '电源板', unit: '件' },
  });
  const depot = await site.call('master.save', {
    uid: null,
    type: 'depot',
    content: { code: 'D-1', name: '中心库', ownership: 'own' },
  });
  return { customers, equipment, part: part.uid as MasterUid, depot: depot.uid as MasterUid };
}
