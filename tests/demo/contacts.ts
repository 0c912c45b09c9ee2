import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { plusDays } from './clock.ts';
import { loginOf } from './people.ts';
import { phoneNumber, type StockedCustomer } from './stock.ts';
import { callers, changeOrders, goods, informations, questions } from './stories.ts';
import type { DemoSite } from './world.ts';

/** Records of the daily contacts that a stretch of days should bring. */
export interface ContactPlan {
  readonly phone: number;
  readonly fax: number;
  readonly outgoing: number;
  readonly incoming: number;
  readonly information: number;
  /** The stretch is the last one: some stay open. */
  readonly last: boolean;
}

/** The customer information records that were submitted and wait for review. */
export type Submitted = RecordUid[];

/**
 * The operator's days: calls, faxes, items and customer information, each written down when it happens (5.1.2).
 * @returns what was submitted for review
 */
export async function keepContacts(demo: DemoSite, plan: ContactPlan, until: string): Promise<Submitted> {
  const { chance, clock } = demo;
  const operator = loginOf(demo.code, 'operator');
  await demo.site.as(operator);
  const acts: (() => Promise<RecordUid | null>)[] = [
    ...times(plan.phone, () => phone(demo, operator, plan.last)),
    ...times(plan.fax, () => fax(demo, operator, plan.last)),
    ...times(plan.outgoing, () => item(demo, operator, 'outgoingItem', plan.last)),
    ...times(plan.incoming, () => item(demo, operator, 'incomingItem', plan.last)),
    ...times(plan.information, () => information(demo, operator, plan.last)),
  ];
  const order = chance.some(
    acts.map((_, index) => index),
    acts.length,
  );
  const submitted: RecordUid[] = [];
  const end = Date.parse(`${until}T17:30:00+08:00`);
  for (const [position, index] of order.entries()) {
    const left = end - clock.at.getTime();
    // Office hours only: a step that ends at night goes on the next morning.
    clock.pass(Math.max(4, (left / 60_000 / (order.length - position)) * (0.4 + chance.next())));
    const hour = (clock.at.getUTCHours() + 8) % 24;
    if (hour >= 18) clock.goTo(plusDays(clock.day, 1), '08:40');
    else if (hour < 8) clock.goTo(clock.day, '08:35');
    const made = await acts[index]?.();
    if (made != null) submitted.push(made);
  }
  return submitted;
}

function times<T>(count: number, make: () => T): (() => T)[] {
  return Array.from({ length: count }, () => make);
}

async function phone(demo: DemoSite, operator: string, last: boolean): Promise<null> {
  const { chance } = demo;
  const customer = chance.of(demo.stock.customers);
  const question = chance.of(questions);
  const { uid } = await demo.site.call('service.phone', {
    direction: chance.often(0.85) ? 'in' : 'out',
    customerUid: customer.uid,
    caller: chance.of(callers),
    number: phoneNumber(demo),
    equipmentUids: setsAt(demo, customer, chance.often(0.5) ? 1 : 0),
    need: question.need,
    opinion: question.opinion,
    result: question.result,
    solved: chance.often(0.9),
    taskUid: null,
    openTask: false,
  });
  if (chance.often(0.6)) await demo.fill(uid, { minutes: chance.whole(3, 25) });
  if (chance.often(0.06)) await demo.site.call('records.saveHead', { uid, marking: '秘密★5年' });
  if (!(last && chance.often(0.25))) await demo.move(operator, uid, 'close');
  return null;
}

async function fax(demo: DemoSite, operator: string, last: boolean): Promise<null> {
  const { chance } = demo;
  const customer = chance.of(demo.stock.customers);
  const question = chance.of(questions);
  const uid = await demo.create(
    'faxRecord',
    { customer: customer.uid },
    {
      direction: chance.often(0.7) ? 'in' : 'out',
      faxNumber: phoneNumber(demo),
      faxedAt: demo.clock.at.toISOString(),
      pages: chance.whole(1, 6),
      subject: `${question.need.slice(2, 14)}的函`,
      need: question.need,
      opinion: question.opinion,
      result: question.result,
      originalFiledAt: `传真夹 ${demo.clock.day.slice(0, 7)}`,
    },
  );
  if (!(last && chance.often(0.3))) await demo.move(operator, uid, 'close');
  return null;
}

async function item(
  demo: DemoSite,
  operator: string,
  kind: 'outgoingItem' | 'incomingItem',
  last: boolean,
): Promise<null> {
  const { chance, clock } = demo;
  const customer = chance.of(demo.stock.customers);
  const thing = chance.of(goods);
  const way = chance.of(['confidentialPost', 'courier', 'freight'] as const);
  const uid = await demo.create(
    kind,
    { customer: customer.uid },
    {
      itemDay: clock.day,
      itemNumber: `${kind === 'outgoingItem' ? 'FJ' : 'SJ'}${clock.day.replaceAll('-', '').slice(2)}${chance.whole(10, 99)}`,
      otherParty: customer.name,
      itemKind: thing.kind,
      level: 'internal',
      items: [{ name: thing.name, specification: thing.specification, quantity: chance.whole(1, 4) }],
      way,
      packageNumber: `B${chance.whole(1000, 9999)}`,
      ...(way === 'freight' ? { waybill: `HY${chance.whole(100000, 999999)}` } : {}),
      ...(chance.often(0.2) ? { linkedOrder: chance.of(changeOrders).order } : {}),
      condition: '包装完好，数量相符',
      signedByReceiver: kind === 'incomingItem' ? demo.site.person(operator).name : chance.of(callers),
      result: kind === 'outgoingItem' ? '已发出，用户签收' : '已收，转交库房登记',
    },
  );
  if (!(last && chance.often(0.3))) await demo.move(operator, uid, 'close');
  return null;
}

async function information(demo: DemoSite, operator: string, last: boolean): Promise<RecordUid | null> {
  const { chance, clock } = demo;
  const customer = chance.of(demo.stock.customers);
  const found = chance.of(informations);
  const replied = clock.at.toISOString();
  const uid = await demo.create(
    'customerInformation',
    { customer: customer.uid, equipment: setsAt(demo, customer, chance.often(0.4) ? 1 : 0) },
    {
      source: chance.of(['phone', 'fax', 'letter', 'report', 'visit'] as const),
      informationKind: found.kind,
      informant: chance.of(callers),
      urgency: found.kind === 'complaint' || found.kind === 'quality' ? 'urgent' : 'normal',
      content: found.content,
      handlingOpinion: found.handling,
      department: found.department,
      acknowledgedBy: '收文登记',
      acknowledgedDay: clock.day,
      due: plusDays(clock.day, 10),
      result: found.result,
      repliedAt: replied,
      replyWay: chance.of(['phone', 'letter'] as const),
      replyPerson: demo.site.person(operator).name,
      satisfied: chance.often(0.85) ? 'yes' : 'unknown',
    },
  );
  if (last && chance.often(0.3)) return null;
  await demo.move(operator, uid, 'submit', { signed: true });
  return uid;
}

function setsAt(demo: DemoSite, customer: StockedCustomer, count: number): MasterUid[] {
  const own = demo.stock.sets.filter((set) => set.customer.uid === customer.uid);
  return demo.chance.some(own, count).map((set) => set.uid);
}
