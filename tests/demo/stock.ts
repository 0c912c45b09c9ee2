import type { MasterType } from '../../shared/forms/kinds.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { plusDays, plusMonths } from './clock.ts';
import { type DemoStaff, staffOf } from './people.ts';
import {
  centerCustomers,
  type DemoCustomer,
  type DemoModel,
  models,
  offices,
  unitCustomers,
} from './words.ts';
import type { DemoSite } from './world.ts';

/** Reference with the words frozen beside it. */
export interface Reference {
  readonly uid: MasterUid;
  readonly code: string;
  readonly name: string;
}
/** A customer in the database. */
export interface StockedCustomer extends DemoCustomer, Reference {}
/** A set in the database. */
export interface StockedSet {
  readonly uid: MasterUid;
  readonly serial: string;
  readonly model: Reference;
  readonly military: boolean;
  readonly customer: StockedCustomer;
  readonly batch: string;
  readonly deliveredDay: string;
  readonly warrantyUntil: string;
  readonly platform: string;
  readonly hoursUsed: number;
}
/** A person of the staff register. */
export interface StockedStaff extends DemoStaff {
  readonly uid: MasterUid;
}
/** Master data of a site. */
export interface Stock {
  readonly customers: readonly StockedCustomer[];
  readonly models: readonly (DemoModel & Reference)[];
  readonly sets: readonly StockedSet[];
  readonly staff: readonly StockedStaff[];
}

/** Enters the master data of a site; units' entries are provisional until the center takes them over. */
export async function enterStock(demo: DemoSite, clerk: string): Promise<Stock> {
  await demo.site.as(clerk);
  const save = async (type: MasterType, content: Record<string, unknown>): Promise<MasterUid> =>
    (await demo.site.call('master.save', { uid: null, type, content: content as never })).uid;
  const center = demo.kind === 'center';
  const officeOf = new Map<string, Reference>();
  for (const office of center ? offices : []) {
    const uid = await save('militaryOffice', { ...office });
    if (!officeOf.has(office.branch))
      officeOf.set(office.branch, { uid, code: office.code, name: office.name });
  }
  const customers: StockedCustomer[] = [];
  for (const customer of center ? centerCustomers : (unitCustomers[demo.code] ?? [])) {
    const { places, ...fields } = customer;
    const militaryOffice = officeOf.get(customer.branch);
    const contact = demo.chance.of(['李', '王', '张', '周', '吴']);
    const uid = await save('customer', {
      ...fields,
      ...(militaryOffice === undefined ? {} : { militaryOffice }),
      address: `${places[0]}（信箱 ${demo.chance.whole(1001, 9899)}）`,
      contacts: [{ name: `${contact}助理`, post: '装备助理', phone: phoneNumber(demo) }],
    });
    customers.push({ ...customer, uid });
  }
  const stockedModels: (DemoModel & Reference)[] = [];
  const sets: StockedSet[] = [];
  for (const model of models[demo.code] ?? []) {
    const { sets: count, ...fields } = model;
    const uid = await save('model', {
      ...fields,
      ...(center ? {} : { responsibleUnit: demo.site.options.name }),
    });
    stockedModels.push({ ...model, uid });
    const fitting = customers.filter((customer) => (customer.branch !== 'civil') === model.military);
    for (let index = 0; index < count; index += 1) {
      const customer = fitting[Math.floor(index / 4) % fitting.length];
      if (customer === undefined) continue;
      sets.push(
        await enterSet(demo, save, model, { uid, code: model.code, name: model.name }, customer, index),
      );
    }
  }
  const staff: StockedStaff[] = [];
  for (const person of staffOf(demo.code)) {
    const month = plusMonths(demo.clock.day.slice(0, 7), -demo.chance.whole(2, 9));
    const trained = person.expired ? plusMonths(month, -30) : month;
    const uid = await save('staff', {
      code: person.code,
      name: person.name,
      site: demo.code,
      title: person.title,
      phone: phoneNumber(demo),
      products: stockedModels.map(({ code, name }) => ({ code, name })),
      trainings: [
        { kind: 'norms', day: `${trained}-12`, certificate: `GF-${trained.replace('-', '')}-${person.code}` },
        {
          kind: 'product',
          day: `${trained}-20`,
          certificate: `JS-${trained.replace('-', '')}-${person.code}`,
        },
      ],
    });
    staff.push({ ...person, uid });
  }
  return { customers, models: stockedModels, sets, staff };
}

async function enterSet(
  demo: DemoSite,
  save: (type: MasterType, content: Record<string, unknown>) => Promise<MasterUid>,
  model: DemoModel,
  reference: Reference,
  customer: StockedCustomer,
  index: number,
): Promise<StockedSet> {
  const deliveredDay = plusDays(demo.clock.day, -demo.chance.whole(60, 1600));
  const fields = {
    serial: `${model.code.replace('-', '')}${deliveredDay.slice(2, 4)}${String(index + 1).padStart(4, '0')}`,
    model: reference,
    batch: `${deliveredDay.slice(0, 4)}-${demo.chance.whole(1, 4)}`,
    deliveredDay,
    warrantyUntil: plusDays(deliveredDay, 3 * 365),
    platform: demo.chance.of(customer.places),
    hoursUsed: demo.chance.whole(40, 4200),
  };
  const uid = await save('equipment', {
    ...fields,
    customer: { uid: customer.uid, code: customer.code, name: customer.name },
  });
  return { ...fields, uid, military: model.military, customer };
}

/** A telephone number from the range that no subscriber has. */
export function phoneNumber(demo: DemoSite): string {
  return `0${demo.chance.whole(10, 99)}-5550${demo.chance.whole(1000, 9999)}`;
}
