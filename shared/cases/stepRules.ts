import type { RecordKind } from '../forms/kinds.ts';
import type { FormContent } from '../forms/values.ts';
import { type Day, dayOf } from '../ids.ts';
import type { Move, State } from '../lifecycle/states.ts';
import { type ClockTime, caseClocks, dayAt, firstReplyLate, instantAt } from './clocks.ts';

/** A record that stands beside a case. */
export interface LinkedFact {
  readonly kind: RecordKind;
  readonly state: State;
  readonly owningSite: string;
}

/** How one serial of a design change stands. */
export type SerialState = 'open' | 'task' | 'done' | 'waived';

/** What the rules of a step look at besides the form's own fields. */
export interface CaseFacts {
  readonly state: State;
  readonly content: FormContent;
  readonly time: ClockTime;
  /** Records that are linked with the case or stand in its task, whatever their readers. */
  readonly linked: readonly LinkedFact[];
  /** Serials of a design change. */
  readonly serials: readonly SerialState[];
  /** Whether every set named in the head is of the model that the change is for. */
  readonly modelFits: boolean;
}

/** One thing that is missing before a step, why, and who must act. */
export interface StepGap {
  readonly what: string;
  readonly why: string;
  readonly clause: string;
  readonly who: string;
}

interface StepRule {
  readonly moves: readonly Move[];
  readonly clause: string;
  readonly who: string;
  readonly why: string;
  /** What is missing, or null. */
  readonly lacks: (facts: CaseFacts) => string | null;
}

/** States in which a record beside a case proves nothing. */
const unproven: readonly State[] = ['draft', 'voided', 'invalid'];

const has = (facts: CaseFacts, kind: RecordKind): boolean =>
  facts.linked.some((record) => record.kind === kind && !unproven.includes(record.state));
const present = (facts: CaseFacts, kind: RecordKind): boolean =>
  facts.linked.some((record) => record.kind === kind && record.state !== 'voided');
const given = (facts: CaseFacts, key: string): boolean => {
  const value = facts.content[key];
  return typeof value === 'string' && value.trim() !== '';
};
/** A linked record that came from the unit which reported by telephone. */
const unitRecordHere = (facts: CaseFacts): boolean =>
  !given(facts, 'unitSite') || facts.linked.some((record) => record.owningSite === facts.content.unitSite);

/** Days of a case in their order, none of them in the future. */
function daysInOrder(...keys: readonly string[]): StepRule['lacks'] {
  return ({ content, time }) => {
    const days = keys.map((key) => dayAt(content, key)).filter((day): day is Day => day !== null);
    if (days.some((day) => day > time.today)) return '日期晚于今天';
    return days.every((day, index) => index === 0 || day >= (days[index - 1] ?? day))
      ? null
      : '日期早于上一步的日期';
  };
}

/** A moment not in the future and not before another. */
function momentAfter(key: string, before: string, words: string): StepRule['lacks'] {
  return ({ content, time }) => {
    const at = instantAt(content, key);
    const earlier = instantAt(content, before) ?? null;
    if (at === null) return null;
    if (at > time.now) return `${words}晚于现在`;
    return earlier !== null && at < earlier ? `${words}早于收到时间` : null;
  };
}

/** Whether closing now is later than the deadline allows. */
function lateClosing(kind: RecordKind): StepRule['lacks'] {
  return (facts) => {
    const clock = caseClocks(kind, facts.state, facts.content, facts.time).find(
      (one) => one.key === 'closing',
    );
    return clock !== undefined && facts.time.today > clock.due && !given(facts, 'lateReason')
      ? `已过期限 ${clock.due}，须填写超过期限的原因`
      : null;
  };
}

const unitRule: StepRule = {
  moves: ['close'],
  clause: '5.6',
  who: '值班信息员、管理信息部',
  why: '单位先以电话报告的，其记录到达后关联到本案，不另立案',
  lacks: (facts) => (unitRecordHere(facts) ? null : `未关联 ${String(facts.content.unitSite)} 的记录`),
};

/** The rules of every step as data: kind → what must hold before which moves, with clause and who must act. */
export const stepRules: Readonly<Partial<Record<RecordKind, readonly StepRule[]>>> = {
  complaint: [
    {
      moves: ['reply'],
      clause: '5.6',
      who: '承办专人',
      why: '答复时间应在收到之后',
      lacks: momentAfter('repliedAt', 'receivedAt', '首次答复时间'),
    },
    {
      moves: ['reply'],
      clause: '5.6',
      who: '承办专人',
      why: '首次答复应在收到后 24 小时内',
      lacks: (facts) =>
        firstReplyLate(facts.content, facts.time) && !given(facts, 'lateReplyReason')
          ? '首次答复已超时，须填写超过 24 小时的原因'
          : null,
    },
    {
      moves: ['correct'],
      clause: '5.6',
      who: '承办专人',
      why: '措施完成后才能进入答复',
      lacks: daysInOrder('correctedDay'),
    },
    {
      moves: ['close'],
      clause: '5.6',
      who: '承办专人',
      why: '投诉应在 10 个工作日内办结',
      lacks: lateClosing('complaint'),
    },
    {
      moves: ['close'],
      clause: '5.10',
      who: '承办专人、主管',
      why: '用户对处理不满意的，须开立服务改进项',
      lacks: (facts) =>
        facts.content.satisfied === 'no' && !present(facts, 'improvement') ? '未开立服务改进项' : null,
    },
    unitRule,
  ],
  qualityFeedback: [
    {
      moves: ['grade'],
      clause: '5.7.2',
      who: '质量部、管理信息部',
      why: '用户信息反馈/处理表须与用户信息记录处理表（QR758-01A）对应',
      lacks: (facts) => (present(facts, 'customerInformation') ? null : '未关联 QR758-01A'),
    },
    {
      moves: ['verify', 'close'],
      clause: '5.7.2',
      who: '责任部门',
      why: '措施无效的退回重新处理',
      lacks: (facts) => (facts.content.effective === false ? '验证结论为无效，须退回' : null),
    },
    {
      moves: ['verify'],
      clause: '5.7.2',
      who: '质量部',
      why: '验证在措施完成之后',
      lacks: daysInOrder('foundDay', 'effectDay'),
    },
    {
      moves: ['close'],
      clause: '5.7.2',
      who: '质量部',
      why: '一般 10 个、严重和重大 30 个工作日内办结',
      lacks: lateClosing('qualityFeedback'),
    },
    unitRule,
  ],
  returnCase: [
    {
      moves: ['inspect'],
      clause: '5.5.7',
      who: '值班信息员、备件管理员',
      why: '收到返厂产品应有客户服务收件记录',
      lacks: (facts) => (has(facts, 'incomingItem') ? null : '未关联已办结的 QR758-10A'),
    },
    {
      moves: ['inspect'],
      clause: '5.8',
      who: '备件管理员、服务工程师',
      why: '用户财产损坏或缺少的须登记并报告用户',
      lacks: (facts) =>
        (facts.content.condition === 'damaged' || facts.content.condition === 'lacking') &&
        !present(facts, 'customerProperty')
          ? '未开立用户财产异常报告单'
          : null,
    },
    {
      moves: ['inspect', 'diagnose', 'repair', 'test', 'send'],
      clause: '5.5.7',
      who: '本步办理人',
      why: '各步按先后进行，日期如实填写',
      lacks: daysInOrder(
        'receivedDay',
        'inspectedDay',
        'diagnosedDay',
        'repairedDay',
        'testedDay',
        'sentDay',
      ),
    },
    {
      moves: ['repair'],
      clause: '5.5.7',
      who: '服务工程师',
      why: '返厂修理须填写维修服务报告',
      lacks: (facts) =>
        (facts.content.verdict === 'repair' || facts.content.verdict === 'replace') &&
        !has(facts, 'repairReport')
          ? '未关联已提交的 QR758-06A'
          : null,
    },
    {
      moves: ['test'],
      clause: '5.5.7',
      who: '检验人',
      why: '检验不合格的退回重修',
      lacks: (facts) => (facts.content.testResult === 'failed' ? '检验结论为不合格，须退回重修' : null),
    },
    {
      moves: ['send'],
      clause: '5.5.7',
      who: '值班信息员、备件管理员',
      why: '发还用户应有客户服务发件记录',
      lacks: (facts) => (has(facts, 'outgoingItem') ? null : '未关联已办结的 QR758-09A'),
    },
  ],
  designChange: [
    {
      moves: ['organise'],
      clause: '4 表1 1-5',
      who: '技术部门、主管',
      why: '受影响产品都应是更改所涉型号',
      lacks: (facts) => (facts.modelFits ? null : '有产品不属于所填型号'),
    },
    {
      moves: ['close'],
      clause: '4 表1 1-5',
      who: '主管、派工签发人',
      why: '每一台都已落实或注明不落实的理由后才能办结',
      lacks: ({ serials }) => {
        const open = serials.filter((state) => state === 'open' || state === 'task').length;
        return open === 0 ? null : `还有 ${open} 台未落实（共 ${serials.length} 台）`;
      },
    },
  ],
  improvement: [
    {
      moves: ['carryOut'],
      clause: '5.10',
      who: '责任人',
      why: '完成日期如实填写',
      lacks: daysInOrder('doneDay'),
    },
    {
      moves: ['close'],
      clause: '5.10',
      who: '质量部、主管',
      why: '改进无效的退回重定措施',
      lacks: (facts) => (facts.content.effective === false ? '验证结论为无效，须退回' : null),
    },
    {
      moves: ['close'],
      clause: '5.10',
      who: '质量部、主管',
      why: '验证在完成之后',
      lacks: daysInOrder('doneDay', 'effectDay'),
    },
  ],
  urgentReport: [
    {
      moves: ['acknowledge'],
      clause: '5.2.2',
      who: '报告人',
      why: '影响较大的信息应在当日报告',
      lacks: (facts) => {
        const [happened, reported] = [
          instantAt(facts.content, 'happenedAt'),
          instantAt(facts.content, 'reportedAt'),
        ];
        return happened !== null &&
          reported !== null &&
          dayOf(reported) > dayOf(happened) &&
          !given(facts, 'lateReason')
          ? '发生当日没有报告，须填写原因'
          : null;
      },
    },
    {
      moves: ['acknowledge'],
      clause: '5.2.2',
      who: '报告人',
      why: '报告在发生之后',
      lacks: momentAfter('reportedAt', 'happenedAt', '报告时间'),
    },
    { ...unitRule, clause: '5.2.2' },
  ],
  customerProperty: [
    {
      moves: ['notify'],
      clause: '5.8',
      who: '登记人',
      why: '发现后报告用户',
      lacks: momentAfter('notifiedAt', 'foundAt', '报告用户时间'),
    },
  ],
};

/** What a case lacks before a move beyond its form's own fields. */
export function stepGaps(kind: RecordKind, move: Move, facts: CaseFacts): readonly StepGap[] {
  return (stepRules[kind] ?? []).flatMap((rule) => {
    const what = rule.moves.includes(move) ? rule.lacks(facts) : null;
    return what === null ? [] : [{ what, why: rule.why, clause: rule.clause, who: rule.who }];
  });
}
