import type { RecordUid } from '../../shared/ids.ts';
import { plusDays } from './clock.ts';
import { arrival, type Job, type Report } from './jobs.ts';
import { loginOf } from './people.ts';
import type { SignedPages } from './signedPage.ts';
import { posts, signers, suggestions } from './stories.ts';
import { type DemoSite, printerName } from './world.ts';

/** Everything about a report that stands on paper before the customer writes on it. */
export async function writeReports(demo: DemoSite, job: Job): Promise<void> {
  const login = job.staff?.login;
  if (login === undefined) return;
  const add = async (
    kind: Report['kind'],
    sets: Job['sets'],
    content: Record<string, unknown>,
    parts: readonly string[] = [],
  ): Promise<void> => {
    const uid = await demo.create(
      kind,
      {
        task: job.task,
        customer: job.sets[0]?.customer.uid ?? null,
        equipment: sets.map((set) => set.uid),
        parts,
      },
      content,
    );
    job.reports.push({ uid, kind, author: login, traceCode: null, state: 'draft' });
  };
  switch (job.service) {
    case 'onSiteRepair':
      for (const set of job.sets) await add('repairReport', [set], repair(demo, job, set), ['repair']);
      break;
    case 'support':
      for (const set of job.sets) await add('repairReport', [set], support(demo, job), ['support']);
      break;
    case 'opening':
    case 'refit':
      for (const { kind, sets } of openingReports(job))
        await add(
          kind,
          sets,
          kind === 'batchReport' ? batch(demo, job, sets) : commissioning(demo, job, sets),
        );
      break;
    case 'trial':
      for (const set of job.sets) await add('commissioningReport', [set], commissioning(demo, job, [set]));
      break;
    case 'training':
      if (job.hours >= 4) await add('trainingRecord', job.sets, training(demo, job));
      else await add('repairReport', job.sets.slice(0, 1), shortTraining(demo, job), ['training']);
      break;
    case 'visit':
      await add('customerInformation', job.sets, visit(demo, job));
      break;
    case 'consultation':
      break;
  }
  if (demo.kind === 'unit') await add('serviceInformation', job.sets, unitInformation(demo, job));
}

/** What a unit passes on after advice by telephone, written by its officer (table 1, 2-2). */
export async function passOnAdvice(demo: DemoSite, job: Job, login: string): Promise<void> {
  job.staff = demo.chance.of(demo.stock.staff);
  const uid = await demo.create(
    'serviceInformation',
    {
      task: job.task,
      customer: job.sets[0]?.customer.uid ?? null,
      equipment: job.sets.map((set) => set.uid),
    },
    unitInformation(demo, job),
  );
  const report: Report = { uid, kind: 'serviceInformation', author: login, traceCode: null, state: 'draft' };
  job.reports.push(report);
  await submitReport(demo, report);
}

function staffRows(job: Job): object[] {
  const { staff } = job;
  return staff === null ? [] : [{ staff: staff.uid, name: staff.name, lead: true }];
}

function repair(demo: DemoSite, job: Job, set: Job['sets'][number]): Record<string, unknown> {
  const { fault } = job;
  const restored = demo.chance.often(0.95);
  return {
    serviceDay: demo.clock.day,
    place: job.place,
    staff: staffRows(job),
    serial: set.serial,
    batch: set.batch,
    deliveredDay: set.deliveredDay,
    inWarranty: set.warrantyUntil >= demo.clock.day,
    hoursUsed: set.hoursUsed,
    symptom: fault.symptom,
    foundAt: job.calledAt.toISOString(),
    foundWhere: job.place,
    environment: demo.chance.of(['高温高湿', '有盐雾', '室内常温', '低温大风', '振动较大']),
    causeClass: fault.cause,
    location: fault.location,
    action: fault.action,
    ...(fault.part === undefined
      ? {}
      : {
          partsSwapped: [
            {
              name: fault.part,
              quantity: 1,
              oldSerial: `P${demo.chance.whole(10000, 99999)}`,
              newSerial: `P${demo.chance.whole(10000, 99999)}`,
              ...fromDepot(demo, fault.part),
            },
          ],
        }),
    restored,
    reportedAt: job.calledAt.toISOString(),
    arrivedAt: arrival(demo),
    ...(restored ? { restoredAt: demo.clock.at.toISOString() } : {}),
  };
}

/** The part as the depot knows it, where the site has one. */
function fromDepot(demo: DemoSite, name: string): object {
  const partCode = demo.parts?.codes.get(name);
  return partCode === undefined ? {} : { partCode, depot: demo.parts?.depot };
}

function support(demo: DemoSite, job: Job): Record<string, unknown> {
  return {
    serviceDay: demo.clock.day,
    place: job.place,
    staff: staffRows(job),
    supportEvent: job.event,
    supportFrom: plusDays(demo.clock.day, -3),
    supportTo: demo.clock.day,
    supportWork: '演练前检查连接电缆和天线，通电联试；演练中值守，及时处理操作问题',
  };
}

/** One batch report for three normal sets or more; every other set has its own (service table, row 1). */
function openingReports(
  job: Job,
): readonly { readonly kind: 'batchReport' | 'commissioningReport'; readonly sets: Job['sets'] }[] {
  const normal = job.sets.filter((set) => !job.exceptions.includes(set));
  const single = (set: Job['sets'][number]) => ({ kind: 'commissioningReport' as const, sets: [set] });
  return normal.length >= 3
    ? [{ kind: 'batchReport', sets: normal }, ...job.exceptions.map(single)]
    : job.sets.map(single);
}

function commissioning(demo: DemoSite, job: Job, [set]: Job['sets']): Record<string, unknown> {
  if (set === undefined) throw new Error('a report without equipment');
  const trial = job.service === 'trial';
  return {
    workKind: job.service,
    platform: set.platform,
    startedDay: plusDays(demo.clock.day, -1),
    finishedDay: demo.clock.day,
    ...(job.service === 'refit' ? { changeOrder: job.order.order } : {}),
    staff: staffRows(job),
    installationCheck: 'passed',
    powerOn: 'passed',
    linkTest: 'passed',
    functionCheck: 'passed',
    ...(trial ? { mooringTrial: 'passed', seaTrial: demo.chance.of(['passed', 'notApplicable']) } : {}),
    ...(demo.chance.often(0.3)
      ? {
          faults: [
            {
              symptom: job.fault.symptom,
              cause: job.fault.location,
              action: job.fault.action,
              cleared: true,
            },
          ],
        }
      : {}),
    trainingGiven: '讲解技术性能，示范操作和日常维护',
  };
}

function batch(demo: DemoSite, job: Job, sets: Job['sets']): Record<string, unknown> {
  const [first] = sets;
  return {
    workKind: job.service,
    model: first?.model,
    place: job.place,
    startedDay: plusDays(demo.clock.day, -2),
    finishedDay: demo.clock.day,
    ...(job.service === 'refit' ? { changeOrder: job.order.order } : {}),
    staff: staffRows(job),
    serials: sets.map((set) => ({
      equipment: set.uid,
      serial: set.serial,
      model: set.model.code,
      done: true,
    })),
    workDone: job.service === 'refit' ? job.order.work : '安装检查、通电联试、功能检查，全部正常',
  };
}

function training(demo: DemoSite, job: Job): Record<string, unknown> {
  const { chance, clock } = demo;
  const people = chance.some(signers, chance.whole(3, 6));
  return {
    model: job.sets[0]?.model,
    place: job.place,
    startDay: plusDays(clock.day, -Math.floor(job.hours / 6)),
    endDay: clock.day,
    hours: job.hours,
    mode: 'onSite',
    syllabus: job.course,
    teachers: staffRows(job),
    teachersConfirmed: true,
    material: '操作维护培训教材',
    materialVersion: '2026 版',
    participantCount: people.length,
    participants: people.map((name) => ({
      name,
      post: chance.of(posts),
      score: String(chance.whole(78, 98)),
    })),
    testResult: '笔试、实操均合格',
  };
}

function shortTraining(demo: DemoSite, job: Job): Record<string, unknown> {
  return {
    serviceDay: demo.clock.day,
    place: job.place,
    staff: staffRows(job),
    trainingHours: job.hours,
    trainingContent: job.course,
    trainingPeople: demo.chance.whole(2, 9),
  };
}

function visit(demo: DemoSite, job: Job): Record<string, unknown> {
  return {
    source: 'visit',
    informationKind: 'opinion',
    informant: job.caller,
    urgency: 'normal',
    content: '设备总体可靠，希望缩短备件到货时间，增加面板防护罩',
    handlingOpinion: '备件意见转生产部门，防护罩意见转技术部门',
    department: '客户服务中心',
    due: plusDays(demo.clock.day, 20),
    result: '两个部门已答复，列入改进',
    repliedAt: demo.clock.at.toISOString(),
    replyWay: 'onSite',
    replyPerson: job.staff?.name ?? '',
    satisfied: 'yes',
  };
}

function unitInformation(demo: DemoSite, job: Job): Record<string, unknown> {
  return {
    unit: demo.site.options.name,
    serviceKind: job.service,
    model: job.sets[0]?.model,
    periodFrom: plusDays(demo.clock.day, -3),
    periodTo: demo.clock.day,
    staff: staffRows(job),
    qualityInformation:
      job.service === 'onSiteRepair'
        ? `${job.fault.symptom}；部位：${job.fault.location}`
        : '本次服务未发现质量问题',
    serviceInformation: job.description,
    suggestion: demo.chance.of(['', '建议在下一批次中改进此部位', '建议增加随机备件']),
    unitLeader: demo.site.person(loginOf(demo.code, 'unitLeader')).name,
  };
}

/** What the customer wrote: acceptance, evaluation, suggestion. */
function fromCustomer(demo: DemoSite, kind: Report['kind']): Record<string, unknown> {
  const { chance } = demo;
  const open = chance.often(0.06);
  const acceptance =
    kind === 'trainingRecord'
      ? {}
      : open
        ? { acceptance: 'withOpenItems', acceptanceNote: '待补发一件备件，到货后由用户自行更换' }
        : { acceptance: 'accepted' };
  if (chance.often(0.12)) {
    return { ...acceptance, evaluationState: 'declined', evaluationDeclinedReason: '用户任务紧，未作评价' };
  }
  const answer = (): string => {
    const number = chance.next();
    return number < 0.68
      ? 'verySatisfied'
      : number < 0.93
        ? 'satisfied'
        : number < 0.985
          ? 'fair'
          : 'dissatisfied';
  };
  const suggestion = chance.of(suggestions);
  return {
    ...acceptance,
    evaluationState: 'given',
    evaluationProduct: answer(),
    evaluationTimeliness: answer(),
    evaluationAttitude: answer(),
    evaluationSkill: answer(),
    evaluationEffect: answer(),
    evaluationManners: answer(),
    ...(suggestion === '' ? {} : { suggestion }),
  };
}

/** Whether the customer signs this report at all. */
export function isSigned(kind: Report['kind']): boolean {
  return kind !== 'serviceInformation' && kind !== 'customerInformation';
}

/** Prints a report for signature: the paper that the customer signs. */
export async function printForSignature(demo: DemoSite, uid: RecordUid): Promise<string> {
  const { job } = await demo.site.call('printing.forSignature', { recordUid: uid, printer: printerName });
  const copy = job.copies[0];
  if (copy === undefined) throw new Error('a print without copy');
  await demo.site.call('printing.moveCopy', { copyUid: copy.uid, to: 'printed', holder: job.applicant });
  return copy.traceCode;
}

/**
 * Takes the signed paper in: scan bound by its trace code, then what the customer wrote. Without paper the reason is
 * written down and the report waits for the supervisor's decision.
 */
export async function takeSignature(
  demo: DemoSite,
  report: Report,
  pages: Pick<SignedPages, 'scanOf'>,
  traceCode: string | null,
): Promise<void> {
  const written = fromCustomer(demo, report.kind);
  if (traceCode === null) {
    await demo.fill(report.uid, {
      ...written,
      signature: 'none',
      unsignedReason: demo.chance.of(['用户单位印章外借，签字页后补', '用户负责人外出，约定返回后补签']),
    });
    report.state = 'waiting';
    return;
  }
  const signer = demo.chance.of(signers);
  const scan = await pages.scanOf(demo, traceCode, signer);
  await demo.site.call('records.addAttachment', {
    uid: report.uid,
    role: 'signedScan',
    name: `签字页-${traceCode}.${scan.extension}`,
    mediaType: scan.mediaType,
    content: Buffer.from(scan.bytes).toString('base64'),
    traceCode,
  });
  await demo.fill(report.uid, {
    ...written,
    signature: 'both',
    signedBy: signer,
    signedByPost: demo.chance.of(posts),
    signedDay: demo.clock.day,
  });
  report.traceCode = traceCode;
}

/** Hands a report in, signed with the author's key. */
export async function submitReport(demo: DemoSite, report: Report): Promise<void> {
  await demo.move(report.author, report.uid, 'submit', { signed: true });
  report.state = 'submitted';
}
