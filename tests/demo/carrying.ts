import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { SiteCode } from '../../shared/ids.ts';
import { loginOf } from './people.ts';
import type { DemoOptions, DemoSite } from './world.ts';

/** A package that was released to a medium. */
export interface Carried {
  readonly file: string;
  readonly medium: string;
  readonly sender: string;
  readonly recipient: string;
  readonly seq: number;
  readonly digest: string;
  readonly releasedBy: string;
  readonly records: number;
}

type Checked = CallOutput<'exchange.check'>;

/** Registers a medium at a site: write-once discs, one a carry. */
export async function registerMedia(demo: DemoSite, numbers: readonly string[]): Promise<void> {
  const login = demo.site.loginOf('securityAdmin');
  await demo.site.as(login);
  for (const number of numbers) {
    await demo.site.call('exchange.registerMedium', {
      number,
      kind: '一次写入光盘',
      serial: `CD-${number.replaceAll('-', '')}`,
      level: 2,
      holder: demo.site.person(login).name,
    });
  }
}

/** Two administrators with the root key from the safe sign the roster; the words go on paper to the other site. */
export async function signRoster(
  options: Pick<DemoOptions, 'folder'>,
  demo: DemoSite,
): Promise<CallOutput<'exchange.signRoster'>> {
  const { site } = demo;
  await site.asPost('systemAdmin');
  return await site.call('exchange.signRoster', {
    rootKeyFile: site.rootKeyFile,
    rootPassphrase: site.rootPassphrase,
    folder: join(options.folder, 'trust', demo.code),
    second: site.second(site.loginOf('securityAdmin')),
  });
}

/** Two administrators compare the words on paper and pin the other site's root. */
export async function pin(
  demo: DemoSite,
  other: DemoSite,
  roster: CallOutput<'exchange.signRoster'>,
): Promise<void> {
  const { site } = demo;
  await site.asPost('systemAdmin');
  await site.call('exchange.pinSite', {
    rosterFile: roster.file,
    name: other.site.options.name,
    kind: other.kind,
    highestLevel: 2,
    words: roster.words,
    how: '当面交换并核对纸面十二词',
    second: site.second(site.loginOf('securityAdmin')),
  });
}

/** prepare → approve → release → read back, by three persons. */
export async function sendPackage(
  options: Pick<DemoOptions, 'folder'>,
  from: DemoSite,
  to: DemoSite,
  given: { readonly period: string; readonly medium: string },
): Promise<Carried> {
  const { site } = from;
  const center = from.kind === 'center';
  await site.as(loginOf(from.code, center ? 'informationOfficer' : 'unitOfficer'));
  const { uid, recordCount } = await site.call('exchange.prepare', {
    recipient: to.code as SiteCode,
    period: given.period as never,
    medium: given.medium,
  });
  await site.asPost('securityAdmin');
  await site.call('exchange.approve', { uid, approve: true });
  const leader = loginOf(from.code, center ? 'centerLeader' : 'unitLeader');
  await site.as(leader);
  const released = await site.call('exchange.release', {
    uid,
    folder: mediumFolder(options, given.medium),
    password: site.person(leader).password,
  });
  const { seq, digest } = released.package;
  if (seq === null || digest === null) throw new Error('released without number');
  return {
    file: released.file,
    medium: given.medium,
    sender: from.code,
    recipient: to.code,
    seq,
    digest,
    releasedBy: leader,
    records: recordCount,
  };
}

/** Folder that stands for a medium; it is there, as a medium that was put in is. */
export function mediumFolder(options: Pick<DemoOptions, 'folder'>, medium: string): string {
  const folder = join(options.folder, 'packages', medium);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** check → preview, by who imports at a site. */
export async function checkPackage(to: DemoSite, file: string, medium: string): Promise<Checked> {
  await to.site.as(loginOf(to.code, to.kind === 'center' ? 'informationOfficer' : 'unitOfficer'));
  return await to.site.call('exchange.check', { file, medium, scanResult: '未发现病毒（杀毒软件离线库）' });
}

/** check → accept. */
export async function takePackage(
  to: DemoSite,
  carried: Pick<Carried, 'file' | 'medium'>,
): Promise<{ accepted: number; refused: number }> {
  const checked = await checkPackage(to, carried.file, carried.medium);
  if (checked.verdict !== 'ready') throw new Error(`${carried.file}: ${JSON.stringify(checked)}`);
  const { accepted, refused } = await to.site.call('exchange.accept', { previewUid: checked.previewUid });
  return { accepted, refused };
}
