import type { Day, MasterUid, RecordUid } from '../../shared/ids.ts';
import { loginOf } from './people.ts';
import { faults } from './stories.ts';
import type { DemoSite } from './world.ts';

/** A part in the depot. */
export interface StockedPart {
  readonly uid: MasterUid;
  readonly code: string;
  readonly name: string;
}
/** Parts and depots of a site. */
export interface Depot {
  readonly parts: readonly StockedPart[];
  readonly own: { readonly uid: MasterUid; readonly code: string };
  readonly far: { readonly uid: MasterUid; readonly code: string };
  readonly customers: { readonly uid: MasterUid; readonly code: string };
}

const specifications = ['HX.06.12', 'HX.03.05', 'WD.02.01', 'HX.09.01', 'FS-80', 'LB.01.02', 'TK.04.03'];
const keeperOf = (demo: DemoSite): string => loginOf(demo.code, 'sparesKeeper');

/** Enters parts, own depots and a customer's depot, with what lay there when the program came (5.8). */
export async function enterDepot(demo: DemoSite): Promise<Depot> {
  const { site, stock, chance } = demo;
  await site.as(keeperOf(demo));
  const save = async (type: 'part' | 'depot', content: object): Promise<MasterUid> =>
    (await site.call('master.save', { uid: null, type, content: content as never })).uid;
  const names = [...new Set(faults.flatMap((fault) => fault.part ?? []))];
  const parts: StockedPart[] = [];
  for (const [index, name] of names.entries()) {
    const code = `BJ-${String(index + 1).padStart(3, '0')}`;
    const model = stock.models[index % 3];
    const uid = await save('part', {
      code,
      name,
      specification: specifications[index % specifications.length],
      unit: name.endsWith('板') ? '块' : '件',
      ...(model === undefined
        ? {}
        : { model: { uid: model.uid, code: model.code, name: model.name }, perSet: 1 }),
      lowStock: chance.whole(3, 6),
      turnRoundDays: chance.of([60, 90, 180]),
    });
    parts.push({ uid, code, name });
  }
  const owner = stock.customers[0];
  if (owner === undefined) throw new Error('no customer');
  const depot = async (code: string, name: string, content: object) => ({
    uid: await save('depot', { code, name, ...content }),
    code,
  });
  const own = await depot('KF-1', '中心备件库', { ownership: 'own', place: '一号楼一层' });
  const far = await depot('KF-2', '东屿前置备件库', { ownership: 'own', place: '东屿服务点' });
  const customers = await depot('YK-1', '东屿支队寄存备件库', {
    ownership: 'customer',
    customer: { uid: owner.uid, code: owner.code, name: owner.name },
    place: '东屿服务点',
  });
  const made = { parts, own, far, customers };
  for (const part of parts) {
    await entry(demo, {
      act: 'receipt',
      part,
      depot: own,
      quantity: chance.whole(14, 24),
      reason: '启用时盘点入账',
    });
    await entry(demo, {
      act: 'receipt',
      part,
      depot: far,
      quantity: chance.whole(1, 4),
      reason: '启用时盘点入账',
    });
  }
  for (const part of parts.slice(0, 5))
    await entry(demo, {
      act: 'receipt',
      part,
      depot: customers,
      quantity: chance.whole(2, 5),
      reason: '用户寄存',
    });
  return made;
}

interface Entry {
  readonly act: 'receipt' | 'issue' | 'transfer' | 'return' | 'loss' | 'damage';
  readonly part: StockedPart;
  readonly depot: { readonly uid: MasterUid };
  readonly to?: { readonly uid: MasterUid };
  readonly quantity: number;
  readonly otherParty?: string;
  readonly reason: string;
}

async function entry(demo: DemoSite, given: Entry): Promise<RecordUid | null> {
  const { caseUid } = await demo.site.call('spares.move', {
    act: given.act,
    partUid: given.part.uid,
    depotUid: given.depot.uid,
    toDepotUid: given.to?.uid ?? null,
    quantity: given.quantity,
    movedOn: demo.clock.day as Day,
    otherParty: given.otherParty ?? '',
    reason: given.reason,
  });
  return caseUid;
}

/** What moves in and out of the depots in a month. */
export async function keepDepot(demo: DemoSite, depot: Depot): Promise<void> {
  const { chance, stock, site } = demo;
  await site.as(keeperOf(demo));
  const [part, other, third] = chance.some(depot.parts, 3);
  const customer = chance.of(stock.customers);
  if (part === undefined || other === undefined || third === undefined) return;
  await entry(demo, {
    act: 'issue',
    part,
    depot: depot.own,
    quantity: 1,
    otherParty: customer.name,
    reason: '备件供应',
  });
  await entry(demo, {
    act: 'transfer',
    part: other,
    depot: depot.own,
    to: depot.far,
    quantity: 1,
    reason: '补充前置库',
  });
  await entry(demo, {
    act: 'receipt',
    part: third,
    depot: depot.own,
    quantity: chance.whole(1, 3),
    otherParty: '生产部',
    reason: '生产部门交库',
  });
  demo.clock.pass(15);
}

/** Damage to what belongs to a customer is entered, and reported to the customer at once (5.8). */
export async function reportDamage(demo: DemoSite, depot: Depot): Promise<RecordUid> {
  const keeper = keeperOf(demo);
  await demo.site.as(keeper);
  const [part] = depot.parts;
  if (part === undefined) throw new Error('no part');
  const found = demo.clock.at.toISOString();
  const uid = await entry(demo, {
    act: 'damage',
    part,
    depot: depot.customers,
    quantity: 1,
    reason: '库房屋顶渗水，外包装受潮',
  });
  if (uid === null) throw new Error('damage of customer property opened no report');
  await demo.fill(uid, {
    description: '库房屋顶渗水，一件外包装受潮，开箱见插件氧化',
    notifiedAt: demo.clock.at.toISOString() > found ? demo.clock.at.toISOString() : found,
    notifyWay: 'phone',
    notifiedPerson: '王助理',
  });
  await demo.move(keeper, uid, 'notify', { signed: true });
  await demo.fill(uid, {
    customerOpinion: '同意更换',
    disposition: 'replaced',
    result: '已以自有备件更换，渗水处已修补',
  });
  await demo.move(keeper, uid, 'close', { signed: true });
  return uid;
}

/** Stock is counted and the difference posted when the supervisor approves. */
export async function countStock(demo: DemoSite, depot: Depot, approve = true): Promise<RecordUid> {
  const keeper = keeperOf(demo);
  await demo.site.as(keeper);
  const uid = await demo.create(
    'stockTaking',
    { customer: null },
    {
      depot: { uid: depot.far.uid, code: depot.far.code, name: '东屿前置备件库' },
      countedDay: demo.clock.day,
      witness: demo.site.person(loginOf(demo.code, 'operator')).name,
    },
  );
  await demo.site.call('spares.takeBook', { uid });
  const { content } = await demo.site.call('records.open', { uid });
  const lines = content.lines as unknown as readonly { code: string; book: number }[];
  for (const [index, line] of lines.entries()) {
    const missing = index === 1 && line.book > 0;
    await demo.site.call('spares.countLine', {
      uid,
      code: line.code,
      counted: missing ? line.book - 1 : line.book,
      reason: missing ? '领用漏登，已补领料单' : '',
    });
  }
  await demo.move(keeper, uid, 'submit', { signed: true });
  if (!approve) return uid;
  const supervisor = loginOf(demo.code, 'supervisor');
  await demo.site.as(supervisor);
  await demo.move(supervisor, uid, 'approve', { signed: true });
  return uid;
}

/** Next year's repair spares: suggested, decided line by line, reviewed, approved, handed over to production (5.9). */
export async function planSpares(demo: DemoSite, year: number): Promise<RecordUid> {
  const { site } = demo;
  const keeper = keeperOf(demo);
  await site.as(keeper);
  const uid = await demo.create(
    'sparesPlan',
    { customer: null },
    { planYear: year, target: 95, demandYears: 3, basis: '近三年维修用量、在役数量和下年度演练安排' },
  );
  await site.call('spares.suggest', { uid });
  for (const line of (await site.call('spares.plan', { uid })).lines) {
    const more = demo.chance.often(0.3) ? 2 : 0;
    await site.call('spares.decideLine', {
      uid,
      code: line.code,
      decided: line.suggested + more,
      reason: more === 0 ? '' : '下年度两次远海任务，适当增加',
    });
  }
  return uid;
}

/** The spares plan goes from its draft to production. */
export async function approveSpares(demo: DemoSite, uid: RecordUid): Promise<void> {
  const keeper = keeperOf(demo);
  const hands = [
    [keeper, 'submit'],
    [loginOf(demo.code, 'centerLeader'), 'review'],
    [loginOf(demo.code, 'companyLeader'), 'approve'],
  ] as const;
  for (const [login, move] of hands) {
    await demo.site.as(login);
    await demo.move(login, uid, move, { signed: true });
  }
  await demo.site.as(keeper);
  await demo.fill(uid, {
    handOverDay: demo.clock.day,
    handedBy: demo.site.person(keeper).name,
    takenBy: demo.site.person(loginOf(demo.code, 'production')).name,
    handOverNote: '列入下年度生产计划',
  });
  await demo.move(keeper, uid, 'putInForce', { signed: true });
}
