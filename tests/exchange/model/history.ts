import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Month, ObjectUid, SiteCode } from '../../../shared/ids.ts';
import { Chance } from '../../attack/inputs.ts';
import type { Template } from './cast.ts';
import type { Counts } from './counts.ts';
import { checkPrefixes, demandSeen, sameAtBothEnds } from './invariants.ts';
import { ModelSite } from './modelSite.ts';
import { writeRecord } from './records.ts';

/** The point of a disk at which the power goes, counted down; null = never. */
export interface Power {
  left: number | null;
}
/** Thrown where the power goes. */
export class PowerFailure extends Error {}

interface Parcel {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly digest: string;
}

const period = '2026-11' as Month;

/**
 * One history: a center and units, a courier that loses, repeats, reorders and damages, the power failing at any durable step,
 * restores, clones, renewed keys. Throws where an invariant does not hold.
 */
export class History {
  readonly #chance: Chance;
  readonly #folder: string;
  readonly #power: Power;
  readonly #counts: Counts;
  readonly #sites = new Map<string, ModelSite>();
  readonly #parcels: Parcel[] = [];
  readonly #backups = new Map<string, string>();
  /** Digests ever sealed under a number: `sender recipient epoch seq`. */
  readonly #sealed = new Map<string, Set<string>>();
  /** Sites that went on after a restore as if nothing had happened. */
  readonly #clones = new Set<string>();
  readonly #restored = new Set<string>();
  readonly #log: string[] = [];
  #files = 0;
  /** The power stays on: everybody catches up. */
  #quiet = false;

  constructor(seed: number, folder: string, power: Power, counts: Counts) {
    this.#chance = new Chance(seed);
    this.#folder = folder;
    this.#power = power;
    this.#counts = counts;
  }

  async run(templates: readonly Template[], steps: number): Promise<void> {
    // Two to all of them, more seldom many: what goes wrong goes wrong between few.
    const more = templates.length - 1;
    const count = 2 + Math.min(this.#chance.below(more), this.#chance.below(more));
    for (const template of templates.slice(0, count))
      this.#sites.set(template.code, await ModelSite.open(template, join(this.#folder, template.code)));
    try {
      for (let step = 0; step < steps; step++) {
        await this.#step();
        await checkPrefixes(this.#sites.values(), this.#sealed);
      }
      this.#quiet = true;
      await this.#settle();
      this.#counts.histories += 1;
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#log.slice(-40).join('\n')}`, { cause: error });
    } finally {
      this.#power.left = null;
      for (const site of this.#sites.values()) await site.close();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  get #center(): ModelSite {
    return this.#site('HQ');
  }

  get #units(): ModelSite[] {
    return [...this.#sites.values()].filter((site) => site.code !== 'HQ');
  }

  #site(code: string): ModelSite {
    const site = this.#sites.get(code);
    if (site === undefined) throw new Error(`no ${code}`);
    return site;
  }

  async #step(): Promise<void> {
    const unit = this.#chance.of(this.#units);
    const [from, to] = this.#chance.below(3) === 0 ? [this.#center, unit] : [unit, this.#center];
    const roll = this.#chance.below(100);
    if (roll < 20) this.#log.push(`write ${await writeRecord(unit, this.#chance)}`);
    else if (roll < 40) await this.#send(from, to);
    else if (roll < 68) await this.#deliver();
    else if (roll < 72) this.#parcels.splice(this.#chance.below(this.#parcels.length + 1), 1);
    else if (roll < 76) await this.#damage();
    else if (roll < 80) await this.#reissue(from);
    else if (roll < 83) await this.#renew(from);
    else if (roll < 86) await this.#acceptRosters(to);
    else if (roll < 91) this.#backups.set(from.code, await from.backUp());
    else if (roll < 95) await this.#restore(from);
    else if (roll < 98) await this.#void(from);
    else await this.#send(from, to, true);
  }

  /** Does an act during which the power may fail; the program is started again then. @returns false after a failure */
  async #act(site: ModelSite, work: () => Promise<void>): Promise<boolean> {
    const fails = !this.#quiet && this.#chance.below(6) === 0;
    this.#power.left = fails ? this.#chance.below(40) : null;
    try {
      await work();
      return true;
    } catch (error) {
      if (this.#power.left === null || this.#power.left >= 0) throw error;
      this.#counts.crashes += 1;
      this.#log.push(`power failure at ${site.code}`);
      this.#power.left = null;
      await site.restart();
      return false;
    } finally {
      this.#power.left = null;
    }
  }

  async #send(from: ModelSite, to: ModelSite, whole = false): Promise<void> {
    this.#log.push(`send ${from.code} → ${to.code}${whole ? ' whole' : ''}`);
    const { uid } = await from.acts.prepare({
      recipient: to.code as SiteCode,
      period,
      medium: 'M',
      whole,
    });
    await from.acts.approve(uid);
    await this.#release(from, uid);
    if (whole) this.#counts.snapshots += 1;
  }

  async #release(from: ModelSite, uid: ObjectUid): Promise<void> {
    await this.#act(from, async () => {
      const medium = join(this.#folder, `stick-${++this.#files}`);
      await mkdir(medium);
      const made = await from.acts.release(uid, medium);
      const file = join(this.#folder, `parcel-${this.#files}.age`);
      await copyFile(made.file, file);
      await rm(medium, { recursive: true, force: true });
      const { recipient, epoch, seq, digest } = made.package;
      this.#log.push(`  sealed ${from.code} → ${recipient} ${epoch} ${seq}`);
      this.#parcels.push({ file, from: from.code, to: recipient, digest: digest ?? '' });
    });
    await this.#noteSealed(from);
  }

  /** No number is ever used twice, but by a site that was restored and does not say so. */
  async #noteSealed(site: ModelSite): Promise<void> {
    const rows = await site.database.read
      .selectFrom('packages_out')
      .select(['recipient', 'epoch', 'seq', 'digest'])
      .where('seq', 'is not', null)
      .execute();
    for (const { recipient, epoch, seq, digest } of rows) {
      const place = `${site.code} ${recipient} ${epoch} ${seq}`;
      const digests = this.#sealed.get(place) ?? new Set();
      if (!digests.has(digest ?? '')) this.#counts.sealed += 1;
      digests.add(digest ?? '');
      this.#sealed.set(place, digests);
      if (digests.size > 1 && !this.#clones.has(site.code)) throw new Error(`number used twice: ${place}`);
    }
  }

  /** A parcel arrives, in any order; it may arrive again later. */
  async #deliver(): Promise<void> {
    if (this.#parcels.length === 0) return;
    const at = this.#chance.below(this.#parcels.length);
    const parcel = this.#parcels[at];
    if (parcel === undefined) return;
    if (this.#chance.below(3) > 0) this.#parcels.splice(at, 1);
    await this.#take(parcel);
    if (this.#chance.below(2) === 0) await this.#goOn(this.#site(parcel.to));
  }

  async #take(parcel: Pick<Parcel, 'file' | 'to' | 'from' | 'digest'>): Promise<string> {
    const to = this.#site(parcel.to);
    let said = 'power failure';
    await this.#act(to, async () => {
      const answer = await to.acts.check(parcel.file);
      said = await this.#decide(to, answer);
    });
    await demandSeen(this.#sealed, to, parcel, said);
    this.#log.push(`deliver ${parcel.from} → ${parcel.to} ${parcel.digest.slice(0, 6)}: ${said}`);
    if (said === 'E_FORK') {
      this.#counts.forks += 1;
      if (!this.#clones.has(parcel.from)) throw new Error(`a fork of an honest site: ${parcel.from}`);
    }
    return said;
  }

  async #decide(to: ModelSite, answer: Awaited<ReturnType<ModelSite['acts']['check']>>): Promise<string> {
    if (answer.verdict === 'refused') return answer.code;
    if (answer.verdict === 'held') this.#counts.held += 1;
    if (answer.verdict !== 'ready') return answer.verdict;
    await to.acts.accept(answer.previewUid);
    this.#counts.accepted += 1;
    return 'accepted';
  }

  /** What waited and is next now is taken in. */
  async #goOn(at: ModelSite): Promise<void> {
    for (const held of await at.database.read.selectFrom('held_packages').selectAll().execute())
      await this.#act(at, async () => {
        await this.#decide(at, await at.acts.checkHeld(held.uid as ObjectUid));
      });
  }

  /** A parcel arrives changed, cut or extended, and is refused whatever it was. */
  async #damage(): Promise<void> {
    if (this.#parcels.length === 0) return;
    const parcel = this.#chance.of(this.#parcels);
    const bytes = await readFile(parcel.file);
    const at = this.#chance.below(bytes.length);
    const way = this.#chance.below(3);
    if (way === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#chance.below(8));
    const bent =
      way === 1 ? bytes.subarray(0, at) : way === 2 ? Buffer.concat([bytes, Buffer.from('x')]) : bytes;
    const file = join(this.#folder, `damaged-${++this.#files}.age`);
    await writeFile(file, bent);
    const answer = await this.#site(parcel.to).acts.check(file);
    if (answer.verdict !== 'refused') throw new Error(`a damaged parcel was ${answer.verdict}`);
    this.#counts.damaged += 1;
    await rm(file, { force: true });
  }

  /** Something sealed before is written once more. */
  async #reissue(from: ModelSite): Promise<void> {
    const rows = await from.database.read
      .selectFrom('packages_out')
      .select('uid')
      .where('seq', 'is not', null)
      .execute();
    if (rows.length > 0) await this.#release(from, this.#chance.of(rows).uid as ObjectUid);
  }

  async #renew(site: ModelSite): Promise<void> {
    this.#log.push(`renew keys of ${site.code}`);
    await site.signRoster(this.#chance.of([['siteSigning'], ['age'], ['siteSigning', 'age']] as const));
    this.#counts.renewals += 1;
  }

  async #acceptRosters(at: ModelSite): Promise<void> {
    for (const of of this.#sites.values()) if (of !== at) await at.takeRoster(of);
  }

  async #void(from: ModelSite): Promise<void> {
    const rows = await from.database.read
      .selectFrom('packages_out')
      .select(['uid', 'epoch'])
      .where('seq', 'is not', null)
      .where('kind', '<>', 'void')
      .execute();
    if (rows.length === 0) return;
    try {
      const { uid } = await from.acts.prepareVoid({
        uid: this.#chance.of(rows).uid as ObjectUid,
        reason: '光盘损毁',
        medium: 'M',
      });
      this.#log.push(`void by ${from.code}`);
      await from.acts.approve(uid);
      await this.#release(from, uid);
      this.#counts.voids += 1;
    } catch (error) {
      // Of an epoch that has ended, or voided already.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Goes back to a backup: with the new epoch that is demanded, or, seldom, as a clone that says nothing. */
  async #restore(site: ModelSite): Promise<void> {
    const backup = this.#backups.get(site.code);
    if (backup === undefined) return;
    this.#restored.add(site.code);
    const silent = this.#chance.below(3) === 0;
    if (silent) this.#clones.add(site.code);
    await site.restart(backup);
    this.#log.push(`restore ${site.code}${silent ? ' silently' : ''}`);
    if (silent) {
      this.#counts.clones += 1;
      return;
    }
    await this.#goAnew(site);
  }

  async #goAnew(site: ModelSite): Promise<void> {
    const partners = site === this.#center ? this.#units : [this.#center];
    for (const partner of partners) await site.takeRoster(partner);
    await site.openEpoch(partners);
    for (const partner of partners) await partner.takeRoster(site);
    this.#counts.epochs += 1;
  }

  /** Everybody goes on until nothing is missing anywhere; then both ends say the same of every record. */
  async #settle(): Promise<void> {
    this.#log.push('settle');
    for (const clone of this.#clones) {
      // A clone is found or has done nothing that anybody saw; either way it is put right by the book.
      const site = this.#site(clone);
      const partners = site === this.#center ? this.#units : [this.#center];
      for (const partner of partners)
        await partner.database.inTransaction(async (tx) => {
          await tx.updateTable('sites').set({ stream_state: 'open' }).where('code', '=', clone).execute();
        });
      await this.#goAnew(site);
    }
    for (const at of this.#sites.values()) await this.#acceptRosters(at);
    for (let round = 0; round < 2; round++)
      for (const unit of this.#units)
        for (const [from, to] of [
          [unit, this.#center],
          [this.#center, unit],
        ] as const)
          await this.#catchUp(from, to);
    for (const unit of this.#units) await sameAtBothEnds(unit, this.#center, this.#restored.has(unit.code));
  }

  /** A new package, and every one of the present epoch that was not taken in yet, in order. */
  async #catchUp(from: ModelSite, to: ModelSite): Promise<void> {
    await this.#send(from, to);
    const [{ epoch } = { epoch: 'e01' }] = await from.database.read
      .selectFrom('packages_out')
      .select('epoch')
      .where('recipient', '=', to.code)
      .where('seq', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    const rows = await from.database.read
      .selectFrom('packages_out')
      .select(['uid', 'seq', 'digest'])
      .where('recipient', '=', to.code)
      .where('epoch', '=', epoch)
      .where('seq', 'is not', null)
      .orderBy('seq')
      .execute();
    const known = await to.database.read
      .selectFrom('packages_in')
      .select('digest')
      .where('state', '=', 'imported')
      .execute();
    const taken = new Set(known.map((row) => row.digest));
    let rebased = false;
    for (const row of rows) {
      if (taken.has(row.digest ?? '')) continue;
      if (this.#parcels.at(-1)?.digest !== row.digest) await this.#release(from, row.uid as ObjectUid);
      const parcel = this.#parcels.pop();
      if (parcel === undefined) throw new Error('nothing was written');
      const said = await this.#take(parcel);
      // Acknowledges what the recipient, once a clone, has never sealed: found, and put right by its next word.
      const byClone = said === 'E_RECEIPT' && this.#clones.has(to.code);
      if (byClone && rebased) continue;
      if ((byClone || said === 'E_NEW_EPOCH') && !rebased) {
        // Both ends have lost what the new epoch goes on from: a snapshot re-bases the recipient.
        rebased = true;
        if (byClone) await this.#catchUp(to, from);
        await this.#send(from, to, true);
        const whole = this.#parcels.pop();
        if (whole === undefined || (await this.#take(whole)) !== 'accepted')
          throw new Error(`${from.code} → ${to.code}: the snapshot was not taken in`);
        continue;
      }
      if (!['accepted', 'alreadyImported', 'held', 'E_WITHDRAWN'].includes(said))
        throw new Error(`${from.code} → ${to.code} ${epoch} ${row.seq} ends with ${said}`);
    }
    await this.#goOn(to);
  }
}
