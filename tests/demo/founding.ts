import { openPrintRoom } from './brief.ts';
import type { SimulatedClock } from './clock.ts';
import { accountsOf, clerkOf, siteNames, staffOf } from './people.ts';
import { enterStock } from './stock.ts';
import { type DemoOptions, type DemoSite, foundSite, type PrintShop } from './world.ts';

/** Makes a site with everybody who works there, its master data, its printer and the authorisation to print for signature. */
export async function openSite(
  options: Pick<DemoOptions, 'folder' | 'seed' | 'months'>,
  shop: PrintShop,
  code: string,
  clock: SimulatedClock,
): Promise<DemoSite> {
  const kind = code === 'HQ' ? 'center' : 'unit';
  const demo = await foundSite(options, shop, { code, kind, clock, name: siteNames[code] ?? code });
  const clerk = clerkOf(code);
  await demo.site.addPeople([{ ...clerk, clearance: 2 }]);
  demo.stock = await enterStock(demo, clerk.login);
  await demo.site.addPeople(
    accountsOf(code).map((account) => {
      const staff = demo.stock.staff.find((person) => person.login === account.login);
      return { ...account, clearance: 2 as const, ...(staff === undefined ? {} : { staffUid: staff.uid }) };
    }),
  );
  await openPrintRoom(demo, options.months);
  return demo;
}

/** What a site begins with, in one line. */
export function inventory(demo: DemoSite): string {
  const { customers, models, sets } = demo.stock;
  return `${demo.code} ${demo.site.options.name}：帐号 ${demo.site.people.size}，用户单位 ${customers.length}，型号 ${models.length}，产品 ${sets.length} 台（套），服务人员 ${staffOf(demo.code).length}`;
}
