import type { CaseKind } from '../../shared/forms/kinds.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { Move } from '../../shared/lifecycle/lifecycle.ts';
import { plusDays } from './clock.ts';
import { loginOf } from './people.ts';
import { phoneNumber, type StockedSet } from './stock.ts';
import { callers } from './stories.ts';
import type { DemoSite } from './world.ts';

/** A case that was opened, with what is still to be done in it, step by step, each by whoever does it. */
export interface CaseWay {
  readonly uid: RecordUid;
  readonly steps: readonly CaseStep[];
  /** Ten working days are all there is: the steps follow each other without delay. */
  readonly soon?: boolean;
}
/** One step of a case. */
export interface CaseStep {
  readonly move: Move;
  readonly act: () => Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

/** A step of any kind of case: the person comes, fills in the part and signs. */
export function step(
  demo: DemoSite,
  login: string,
  uid: RecordUid,
  move: Move,
  fields: () => Fields,
  before?: () => Promise<void>,
): CaseStep {
  return {
    move,
    act: async () => {
      await before?.();
      await demo.site.as(login);
      await demo.fill(uid, fields());
      demo.clock.pass(6);
      await demo.move(login, uid, move, { signed: true });
    },
  };
}

/** Who of a site an account field names. */
export function accountOf(demo: DemoSite, login: string): { uid: string; name: string } {
  const { uid, name } = demo.site.person(login);
  if (uid === null) throw new Error(`${login} has no account`);
  return { uid, name };
}

const now = (demo: DemoSite): string => demo.clock.at.toISOString();
const today = (demo: DemoSite): string => demo.clock.day;

/** A call is written down and closed, and a case is opened from it. */
async function fromCall(
  demo: DemoSite,
  kind: CaseKind,
  set: StockedSet,
  words: { readonly need: string; readonly opinion: string; readonly result: string },
  fields: Fields,
): Promise<RecordUid> {
  const operator = loginOf(demo.code, 'operator');
  await demo.site.as(operator);
  const call = await demo.create(
    'phoneRecord',
    { customer: set.customer.uid, equipment: [set.uid] },
    {
      direction: 'in',
      startedAt: now(demo),
      minutes: demo.chance.whole(5, 18),
      caller: demo.chance.of(callers),
      callerNumber: phoneNumber(demo),
      solvedOnCall: false,
      ...words,
    },
  );
  demo.clock.pass(12);
  const { uid } = await demo.site.call('cases.openFrom', { fromUid: call, kind });
  await demo.fill(uid, fields);
  await demo.move(operator, call, 'close');
  return uid;
}

/** What a complaint is about and what came of it. All invented. */
export interface ComplaintStory {
  readonly class: 'product' | 'timeliness' | 'attitude' | 'skill' | 'delivery' | 'spares' | 'other';
  readonly content: string;
  readonly cause: string;
  readonly correction: string;
  readonly department: string;
  readonly answer: string;
}

/** Complaint by telephone, given to its handler (5.6): first reply, cause and correction, answer. */
export async function openComplaint(
  demo: DemoSite,
  story: ComplaintStory,
  set: StockedSet,
): Promise<CaseWay> {
  const handler = loginOf(demo.code, 'complaintHandler');
  const uid = await fromCall(
    demo,
    'complaint',
    set,
    { need: story.content, opinion: '已登记投诉，转承办专人', result: '立案办理' },
    { complaintClass: story.class, handler: accountOf(demo, handler) },
  );
  const steps = [
    step(demo, handler, uid, 'reply', () => ({
      repliedAt: now(demo),
      replyWay: 'phone',
      replyContent: '已了解情况并致歉，正在查明原因，将在规定期限内答复处理结果',
    })),
    step(demo, handler, uid, 'correct', () => ({
      cause: story.cause,
      justified: 'yes',
      responsibleDepartment: story.department,
      correction: story.correction,
      correctedDay: today(demo),
    })),
    step(demo, handler, uid, 'close', () => ({
      answeredAt: now(demo),
      answerWay: 'letter',
      answer: story.answer,
      satisfied: 'yes',
    })),
  ];
  return { uid, steps };
}

/** What a quality matter is about. All invented. */
export interface QualityStory {
  readonly problem: string;
  readonly grade: 'minor' | 'serious' | 'critical';
  readonly causeClass: 'design' | 'process' | 'component' | 'software';
  readonly cause: string;
  readonly correction: string;
  readonly department: string;
}

/** The ten items of 归零, in the words of the matter. */
function evidence(story: QualityStory): Fields {
  return {
    located: `故障定位：${story.cause}`,
    mechanism: '机理分析见分析报告，与现场现象一致',
    reproduced: '实验室按同样条件复现，现象一致',
    measures: `${story.correction}；措施经试验验证有效`,
    generalised: '对同类产品和在制品作了检查，未发现同样问题',
    process: '从设计、采购到检验的过程已查清',
    responsibility: `责任部门：${story.department}`,
    carriedThrough: '措施已纳入图样和工艺文件',
    treated: '对责任人批评教育，列入质量考核',
    regulated: '修订检验规范，增加本项检查',
  };
}

/** Quality matter from a 01A: graded, 归零, verified by somebody else, answered (5.7.2). */
export async function openQualityFeedback(
  demo: DemoSite,
  story: QualityStory,
  set: StockedSet,
): Promise<CaseWay & { readonly information: RecordUid }> {
  const operator = loginOf(demo.code, 'operator');
  const quality = loginOf(demo.code, 'qualityOfficer');
  await demo.site.as(operator);
  const information = await demo.create(
    'customerInformation',
    { customer: set.customer.uid, equipment: [set.uid] },
    {
      source: 'phone',
      informationKind: 'quality',
      informant: demo.chance.of(callers),
      urgency: 'urgent',
      content: story.problem,
      handlingOpinion: '转质量部门分析、跟踪',
      department: '质量部',
      acknowledgedBy: '收文登记',
      acknowledgedDay: today(demo),
      due: plusDays(today(demo), 10),
      result: '质量部已受理，按质量信息反馈处理',
      repliedAt: now(demo),
      replyWay: 'phone',
      replyPerson: demo.site.person(operator).name,
      satisfied: 'unknown',
    },
  );
  await demo.move(operator, information, 'submit', { signed: true });
  await demo.site.as(quality);
  const { uid } = await demo.site.call('cases.openFrom', { fromUid: information, kind: 'qualityFeedback' });
  await demo.fill(uid, {
    foundDay: today(demo),
    reporter: demo.chance.of(callers),
    problem: story.problem,
    grade: story.grade,
    zeroing: story.grade === 'minor' ? 'none' : 'both',
    ...(story.grade === 'minor' ? { noZeroingReason: '个例，已换件排除，不涉及批次' } : {}),
    responsibleDepartment: story.department,
  });
  const technical = loginOf(demo.code, 'technical');
  const steps = [
    step(demo, quality, uid, 'grade', () => ({})),
    step(demo, technical, uid, 'correct', () => ({
      causeClass: story.causeClass,
      cause: story.cause,
      correction: story.correction,
      ...(story.grade === 'minor' ? {} : evidence(story)),
    })),
    step(demo, quality, uid, 'verify', () => ({
      effectDay: today(demo),
      effectMethod: '装机运行和用户处跟踪',
      effective: true,
      effectNote: '跟踪期内未再发生',
    })),
    step(demo, quality, uid, 'close', () => ({
      answeredAt: now(demo),
      answerWay: 'letter',
      answer: '原因和措施已书面告知用户，用户同意办结',
    })),
  ];
  return { uid, steps, information, soon: story.grade === 'minor' };
}

/** Urgent report from the field by telephone: both acknowledge it on the same day (5.2.2). */
export async function openUrgentReport(demo: DemoSite, matter: string, set: StockedSet): Promise<CaseWay> {
  const happened = now(demo);
  const uid = await fromCall(
    demo,
    'urgentReport',
    set,
    { need: matter, opinion: '立即报告中心领导和质量部', result: '已报紧急信息报告' },
    {
      happenedAt: happened,
      reportedAt: happened,
      reportedBy: demo.stock.staff[0]?.name ?? '',
      reportWay: 'phone',
      place: set.platform,
      matter,
      effect: '影响用户近期任务，需当日安排处置',
    },
  );
  const leader = loginOf(demo.code, 'centerLeader');
  const quality = loginOf(demo.code, 'qualityOfficer');
  const operator = loginOf(demo.code, 'operator');
  return {
    uid,
    steps: [
      step(demo, leader, uid, 'acknowledge', () => ({})),
      step(demo, quality, uid, 'confirm', () => ({})),
      step(demo, operator, uid, 'close', () => ({
        orders: '当日派人携备件到场，质量部跟踪',
        result: '已派人到场排除，用户恢复使用',
      })),
    ],
  };
}

/** A need passed on to a department, answered by it, told to the customer (5.1.1). */
export async function openForwardedNeed(
  demo: DemoSite,
  department: 'production' | 'technical' | 'marketing',
  need: { readonly need: string; readonly answer: string },
  set: StockedSet,
): Promise<CaseWay> {
  const operator = loginOf(demo.code, 'operator');
  const uid = await fromCall(
    demo,
    'forwardedNeed',
    set,
    { need: need.need, opinion: '转有关部门答复', result: '已转办，待部门答复后回复用户' },
    { department, answerDue: plusDays(today(demo), 10) },
  );
  const login = loginOf(demo.code, department);
  return {
    uid,
    steps: [
      step(demo, operator, uid, 'forward', () => ({})),
      step(demo, login, uid, 'acknowledge', () => ({})),
      step(demo, login, uid, 'answer', () => ({ answer: need.answer })),
      step(demo, operator, uid, 'close', () => ({
        repliedAt: now(demo),
        replyWay: 'phone',
        replyPerson: demo.site.person(operator).name,
      })),
    ],
  };
}

/** An improvement item from a suggestion: measure with owner and day, carried out, effect checked by quality (5.10). */
export async function openImprovement(
  demo: DemoSite,
  story: { readonly problem: string; readonly cause: string; readonly measure: string },
  set: StockedSet,
): Promise<CaseWay> {
  const operator = loginOf(demo.code, 'operator');
  const supervisor = loginOf(demo.code, 'supervisor');
  const engineer = loginOf(demo.code, 'engineer');
  const quality = loginOf(demo.code, 'qualityOfficer');
  await demo.site.as(operator);
  const uid = await fromCall(
    demo,
    'improvement',
    set,
    { need: story.problem, opinion: '列入服务改进', result: '已立服务改进项' },
    { origin: 'suggestion', problem: story.problem },
  );
  return {
    uid,
    steps: [
      step(demo, supervisor, uid, 'plan', () => ({
        cause: story.cause,
        measure: story.measure,
        owner: accountOf(demo, engineer),
        due: plusDays(today(demo), 30),
      })),
      step(demo, engineer, uid, 'carryOut', () => ({
        doneDay: today(demo),
        doneNote: '措施已落实，相关文件已更新',
      })),
      step(demo, quality, uid, 'close', () => ({
        effectDay: today(demo),
        effective: true,
        effectNote: '回访用户，反映良好',
      })),
    ],
  };
}
