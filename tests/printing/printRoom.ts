import type { MasterUid, ObjectUid } from '../../shared/ids.ts';
import { type Colleague, stock, testPassword, type Uid, wholeCall } from '../records/harness.ts';
import { PrintOffice } from './printOffice.ts';

/** Printer of the print room, registered up to 秘密. */
export const roomPrinter = '文印室-1';

/** What an order of a test may change. */
export interface OrderChange {
  readonly class?: 'approved' | 'draft';
  readonly printer?: string;
  readonly recipients?: string[];
}

/** A print office with its people and registered printers. */
export class PrintRoom {
  readonly desk: PrintOffice;
  /** Writes and closes records. */
  readonly clerk: Colleague;
  /** Applies for prints of records that the clerk wrote. */
  readonly officer: Colleague;
  /** Approves prints. */
  readonly leader: Colleague;
  readonly keeper: Colleague;
  /** May read none of the records. */
  readonly stranger: Colleague;
  readonly #customer: MasterUid;

  private constructor(desk: PrintOffice, people: readonly Colleague[], customer: MasterUid) {
    const [clerk, officer, leader, keeper, stranger] = people;
    if (!clerk || !officer || !leader || !keeper || !stranger) throw new Error('five people are needed');
    this.desk = desk;
    this.clerk = clerk;
    this.officer = officer;
    this.leader = leader;
    this.keeper = keeper;
    this.stranger = stranger;
    this.#customer = customer;
  }

  /** Opens the room: five people and three registered printers, one of which writes files without being registered for it. */
  static async open(): Promise<PrintRoom> {
    const desk = await PrintOffice.open();
    const { office } = desk;
    const people = [
      await office.hire('张喆堃', ['operator', 'informationOfficer']),
      await office.hire('李玥昇', ['informationOfficer']),
      await office.hire('王垚赟', ['centerLeader']),
      await office.hire('赵镕珺', ['printKeeper']),
      await office.hire('路人', ['engineer']),
    ];
    const guard = await office.hire('保密', ['securityAdmin']);
    const [clerk] = people;
    if (clerk === undefined) throw new Error('nobody');
    const { customer } = await stock(clerk);
    desk.present = [
      { name: roomPrinter, writesFiles: false },
      { name: '走廊', writesFiles: false },
      { name: '虚拟', writesFiles: true },
    ];
    for (const [name, level] of [
      [roomPrinter, 2],
      ['走廊', 1],
      ['虚拟', 3],
    ] as const) {
      await desk.call(guard, 'printing.registerPrinter', { name, level, writesFiles: false, place: '一楼' });
    }
    return new PrintRoom(desk, people, customer);
  }

  /** A phone record in draft. */
  async callRecord(content: Record<string, string> = wholeCall): Promise<Uid> {
    const { uid } = await this.clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: this.#customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content,
    });
    return uid;
  }

  /** A phone record that is closed, so that it may be printed as approved. */
  async closedRecord(): Promise<Uid> {
    const uid = await this.callRecord();
    await this.clerk.call('records.move', { uid, move: 'close' });
    return uid;
  }

  /** An order by the officer. */
  async order(recordUid: Uid, change: OrderChange = {}): Promise<{ uid: ObjectUid }> {
    return await this.desk.call(this.officer, 'printing.apply', {
      recordUid,
      class: change.class ?? 'approved',
      purpose: '存档备查',
      printer: change.printer ?? roomPrinter,
      recipients: change.recipients ?? ['档案室'],
    });
  }

  /** An order that the leader approved. */
  async approvedOrder(recordUid: Uid, change: OrderChange = {}): Promise<ObjectUid> {
    const { uid } = await this.order(recordUid, change);
    await this.desk.call(this.leader, 'printing.decide', { uid, approve: true });
    return uid;
  }

  /** Prints an order as the officer and answers its ledger line. */
  async run(uid: ObjectUid) {
    return (await this.desk.call(this.officer, 'printing.run', { uid })).job;
  }

  /** The ledger line of an order as the print keeper sees it. */
  async lineOf(uid: ObjectUid) {
    const { rows } = await this.desk.call(this.keeper, 'printing.ledger', {});
    const row = rows.find((candidate) => candidate.uid === uid);
    if (row === undefined) throw new Error('not in the ledger');
    return row;
  }

  /** Credentials of a second person. */
  async credentials(person: Colleague): Promise<{ login: string; password: string }> {
    const rows = await this.desk.office.scratch.database.read
      .selectFrom('accounts')
      .select('login')
      .where('uid', '=', person.uid)
      .execute();
    return { login: rows[0]?.login ?? '', password: testPassword };
  }
}
