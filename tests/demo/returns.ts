import type { RecordUid } from '../../shared/ids.ts';
import { plusDays } from './clock.ts';
import type { Report } from './jobs.ts';
import { type CaseWay, step } from './matters.ts';
import { loginOf } from './people.ts';
import { printForSignature, takeSignature } from './reports.ts';
import type { SignedPages } from './signedPage.ts';
import type { StockedSet } from './stock.ts';
import { callers, type DemoFault } from './stories.ts';
import type { DemoSite } from './world.ts';

/** A set comes back to be repaired: received, inspected, diagnosed, repaired with its report, tested, sent (5.5.7). */
export async function openReturn(
  demo: DemoSite,
  fault: DemoFault,
  set: StockedSet,
  pages: Pick<SignedPages, 'scanOf'>,
): Promise<CaseWay> {
  const operator = loginOf(demo.code, 'operator');
  const [repairer, tester] = demo.stock.staff.flatMap((person) => person.login ?? []);
  if (repairer === undefined || tester === undefined) throw new Error(`${demo.code} has too few engineers`);
  const keeper = loginOf(demo.code, demo.kind === 'center' ? 'sparesKeeper' : 'unitOfficer');
  await demo.site.as(operator);
  const item = (kind: 'incomingItem' | 'outgoingItem'): Promise<RecordUid> => setOnItsWay(demo, kind, set);
  const inward = await item('incomingItem');
  await demo.move(operator, inward, 'close');
  const { uid } = await demo.site.call('cases.openFrom', { fromUid: inward, kind: 'returnCase' });
  await demo.fill(uid, {
    receivedDay: demo.clock.day,
    symptom: fault.symptom,
    accessories: '电源线、送受话器各一',
  });
  const link = async (toUid: RecordUid): Promise<void> => {
    await demo.site.call('records.link', { fromUid: uid, toUid, relation: '处理结果' });
  };
  const steps = [
    step(demo, repairer, uid, 'inspect', () => ({
      inspectedDay: demo.clock.day,
      condition: 'complete',
      inspectionNote: '外观完好，封签完整，附件齐全',
    })),
    step(demo, repairer, uid, 'diagnose', () => ({
      diagnosedDay: demo.clock.day,
      verdict: 'repair',
      diagnosis: fault.location,
    })),
    step(
      demo,
      repairer,
      uid,
      'repair',
      () => ({ repairedDay: demo.clock.day, work: fault.action }),
      async () => {
        await demo.site.as(repairer);
        await link(await returnReport(demo, repairer, fault, set, pages));
      },
    ),
    step(demo, tester, uid, 'test', () => ({
      testedDay: demo.clock.day,
      testResult: 'passed',
      testNote: '按验收规范逐项检验合格，连续通电四小时正常',
    })),
    step(
      demo,
      keeper,
      uid,
      'send',
      () => ({ sentDay: demo.clock.day, sentNote: '专人送还' }),
      async () => {
        await demo.site.as(operator);
        const outward = await item('outgoingItem');
        await demo.move(operator, outward, 'close');
        await link(outward);
      },
    ),
  ];
  return { uid, steps };
}

/** The set as an item that came in, or went out again. */
async function setOnItsWay(
  demo: DemoSite,
  kind: 'incomingItem' | 'outgoingItem',
  set: StockedSet,
): Promise<RecordUid> {
  const inward = kind === 'incomingItem';
  const day = demo.clock.day;
  return await demo.create(
    kind,
    { customer: set.customer.uid, equipment: [set.uid] },
    {
      itemDay: day,
      itemNumber: `${inward ? 'SJ' : 'FJ'}${day.replaceAll('-', '').slice(2)}${demo.chance.whole(10, 99)}`,
      otherParty: set.customer.name,
      itemKind: 'set',
      level: 'internal',
      items: [{ name: set.model.name, specification: set.model.code, quantity: 1, serials: set.serial }],
      way: 'courier',
      packageNumber: `B${demo.chance.whole(1000, 9999)}`,
      condition: '包装完好，数量相符',
      signedByReceiver: inward
        ? demo.site.person(loginOf(demo.code, 'operator')).name
        : demo.chance.of(callers),
      result: inward ? '返厂维修，已开维修单' : '修好送还，用户签收',
    },
  );
}

/** The repair report of a returned set: the customer's person who fetches it signs. */
async function returnReport(
  demo: DemoSite,
  author: string,
  fault: DemoFault,
  set: StockedSet,
  pages: Pick<SignedPages, 'scanOf'>,
): Promise<RecordUid> {
  const staff = demo.stock.staff.find((person) => person.login === author);
  const day = demo.clock.day;
  const uid = await demo.create(
    'repairReport',
    { customer: set.customer.uid, equipment: [set.uid], parts: ['repair'] },
    {
      serviceDay: day,
      place: `${demo.site.options.name}维修间`,
      staff: staff === undefined ? [] : [{ staff: staff.uid, name: staff.name, lead: true }],
      serial: set.serial,
      batch: set.batch,
      deliveredDay: set.deliveredDay,
      inWarranty: set.warrantyUntil >= day,
      hoursUsed: set.hoursUsed,
      symptom: fault.symptom,
      foundAt: demo.clock.at.toISOString(),
      foundWhere: set.platform,
      environment: '室内常温',
      causeClass: fault.cause,
      location: fault.location,
      action: fault.action,
      restored: true,
      reportedAt: `${plusDays(day, -6)}T01:20:00.000Z`,
      arrivedAt: demo.clock.at.toISOString(),
      restoredAt: demo.clock.at.toISOString(),
    },
  );
  const report: Report = { uid, kind: 'repairReport', author, traceCode: null, state: 'draft' };
  await takeSignature(demo, report, pages, await printForSignature(demo, uid));
  await demo.move(author, uid, 'submit', { signed: true });
  return uid;
}
