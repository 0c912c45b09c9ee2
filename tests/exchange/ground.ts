import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Month, ObjectUid, RecordUid, SiteCode } from '../../shared/ids.ts';
import { proveWay } from '../program/proven.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

const october = '2026-10' as Month;
/** Medium that every site of the ground has registered. */
export const mediumNumber = 'YD-001';

/** Error code of a refused call. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** A center and units that exchange packages over one folder, each driven through its gate, on one clock. */
export class Ground {
  readonly folder: string;
  /** Folder that stands for the medium. */
  readonly medium: string;
  readonly sites: Site[] = [];
  now = new Date('2026-11-02T01:00:00.000Z');
  /** Desktop of the sites made from now on. */
  host = bareHost;

  private constructor(folder: string) {
    this.folder = folder;
    this.medium = join(folder, 'medium');
  }

  static async create(): Promise<Ground> {
    const ground = new Ground(await mkdtemp(join(tmpdir(), 'exchange-ground-')));
    await mkdir(ground.medium);
    return ground;
  }

  async makeSite(code: string, kind: 'center' | 'unit'): Promise<Site> {
    const site = await Site.create({
      folder: join(this.folder, code),
      code,
      name: kind === 'center' ? '客户服务中心' : `相关单位${code}`,
      kind,
      highestLevel: 2,
      host: this.host,
      clock: () => this.now,
      passwordCost: quickCost,
    });
    await site.addPeople(
      kind === 'center'
        ? [
            { login: 'xinxi', name: '信息员', roles: ['informationOfficer', 'operator'], clearance: 2 },
            { login: 'lingdao', name: '领导', roles: ['centerLeader'], clearance: 2 },
          ]
        : [
            { login: 'zhuanren', name: '专人', roles: ['unitOfficer', 'operator'], clearance: 2 },
            { login: 'dingmi', name: '定密责任人', roles: ['markingOfficer'], clearance: 2 },
            { login: 'lingdao', name: '单位领导', roles: ['unitLeader'], clearance: 2 },
          ],
    );
    await site.asPost('securityAdmin');
    await site.call('exchange.registerMedium', {
      number: mediumNumber,
      kind: 'U 盘',
      serial: 'S-1',
      level: 2,
      holder: '保密室',
    });
    this.sites.push(site);
    return site;
  }

  /** Who prepares and imports at a site. */
  officer(site: Site): string {
    return site.options.kind === 'center' ? 'xinxi' : 'zhuanren';
  }

  async signRoster(
    site: Site,
    renew: ('siteSigning' | 'age')[] = [],
  ): Promise<CallOutput<'exchange.signRoster'>> {
    await site.asPost('systemAdmin');
    return await site.call('exchange.signRoster', {
      rootKeyFile: site.rootKeyFile,
      rootPassphrase: site.rootPassphrase,
      folder: join(this.folder, 'rosters'),
      renew,
      second: site.second(site.loginOf('securityAdmin')),
    });
  }

  /** @param proven the way counts as tried by a test package already */
  async pin(
    site: Site,
    of: Site,
    roster: { file: string; words: string[] },
    { proven = true } = {},
  ): Promise<void> {
    await site.asPost('systemAdmin');
    await site.call('exchange.pinSite', {
      rosterFile: roster.file,
      name: of.options.name,
      kind: of.options.kind,
      highestLevel: 2,
      words: roster.words,
      how: '双方当面核对纸面口令词',
      second: site.second(site.loginOf('securityAdmin')),
    });
    if (proven) await proveWay(site, of.options.code);
  }

  async prepare(from: Site, to: Site): Promise<CallOutput<'exchange.prepare'>> {
    await from.as(this.officer(from));
    return await from.call('exchange.prepare', {
      recipient: to.options.code as SiteCode,
      period: october,
      medium: mediumNumber,
    });
  }

  /** approve → release → read back. */
  async dispatch(from: Site, uid: ObjectUid): Promise<CallOutput<'exchange.release'>> {
    await from.asPost('securityAdmin');
    await from.call('exchange.approve', { uid, approve: true });
    await from.as('lingdao');
    return await from.call('exchange.release', {
      uid,
      folder: this.medium,
      password: from.person('lingdao').password,
    });
  }

  async send(
    from: Site,
    to: Site,
  ): Promise<{ file: string; recordCount: number; uid: ObjectUid; seq: number; digest: string }> {
    const { uid, recordCount } = await this.prepare(from, to);
    const released = await this.dispatch(from, uid);
    return {
      file: released.file,
      recordCount,
      uid,
      seq: released.package.seq ?? 0,
      digest: released.package.digest ?? '',
    };
  }

  async check(at: Site, file: string): Promise<CallOutput<'exchange.check'>> {
    await at.as(this.officer(at));
    return await at.call('exchange.check', {
      file,
      medium: mediumNumber,
      scanResult: '中间机查杀未发现病毒',
    });
  }

  /** check → accept; a verdict other than ready is an error. */
  async take(at: Site, file: string): Promise<CallOutput<'exchange.accept'>> {
    const checked = await this.check(at, file);
    if (checked.verdict !== 'ready') throw new Error(JSON.stringify(checked));
    return await at.call('exchange.accept', { previewUid: checked.previewUid });
  }

  /** @param marking proposed by its author before it is closed */
  async closedCall(site: Site, need: string, marking?: string): Promise<RecordUid> {
    await site.as(this.officer(site));
    const { uid } = await site.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt: this.now.toISOString(),
        caller: '林某',
        need,
        opinion: '已电话指导',
        solvedOnCall: true,
        result: '恢复正常',
      },
    });
    if (marking !== undefined) await site.call('records.saveHead', { uid, marking });
    await site.call('records.move', { uid, move: 'close' });
    return uid;
  }

  async remove(): Promise<void> {
    for (const site of this.sites) await site.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
