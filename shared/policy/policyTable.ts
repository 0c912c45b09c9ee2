/** Rank of a secrecy level: 1 内部, 2 秘密, 3 机密. */
type Level = 1 | 2 | 3;

/** One number that the security administrator may change within its floor (spec 3: "every number is a policy setting"). */
export interface PolicyNumber {
  readonly name: string;
  readonly unit: string;
  readonly group: PolicyGroup;
  /** Default by the highest level a site may process: 内部, 秘密, 机密. */
  readonly defaults: Readonly<Record<Level, number>>;
  /** Least and greatest value; one of them is the hard floor, the other keeps the program usable. */
  readonly least: number;
  readonly most: number;
  /** The floor in words, as the screen shows it. */
  readonly floor: string;
}

/** Sections of the policy screen. */
export const policyGroups = {
  password: '口令',
  lock: '锁定与登录失败',
  clock: '时钟',
  keeping: '保存',
  people: '两人与临时权限',
} as const;
/** Section of the policy screen. */
export type PolicyGroup = keyof typeof policyGroups;

const all = (value: number) => ({ 1: value, 2: value, 3: value }) as const;
const wait = (failure: number, minutes: number): PolicyNumber => ({
  name: `管理员第 ${failure} 次失败后等待`,
  unit: '分钟',
  group: 'lock',
  defaults: all(minutes),
  least: 1,
  most: 1440,
  floor: '1 分钟至 24 小时，从不锁死',
});

/** The one table of all policy numbers. */
export const policyNumbers = {
  passwordLength: {
    name: '口令最短长度',
    unit: '个字符',
    group: 'password',
    defaults: { 1: 8, 2: 8, 3: 10 },
    least: 8,
    most: 64,
    floor: '不得少于 8',
  },
  passwordClasses: {
    name: '口令字符种类（大写、小写、数字、符号）',
    unit: '类',
    group: 'password',
    defaults: all(3),
    least: 3,
    most: 4,
    floor: '不得少于 3',
  },
  passwordHistory: {
    name: '不得与前几次口令相同',
    unit: '次',
    group: 'password',
    defaults: all(5),
    least: 5,
    most: 24,
    floor: '不得少于 5',
  },
  passwordDays: {
    name: '口令更换周期',
    unit: '天',
    group: 'password',
    defaults: { 1: 90, 2: 30, 3: 7 },
    least: 1,
    most: 90,
    floor: '不得长于 90',
  },
  idleLockMinutes: {
    name: '无操作自动锁定',
    unit: '分钟',
    group: 'lock',
    defaults: { 1: 10, 2: 10, 3: 5 },
    least: 1,
    most: 15,
    floor: '不得长于 15',
  },
  failures: {
    name: '连续失败几次即锁定或等待',
    unit: '次',
    group: 'lock',
    defaults: all(5),
    least: 3,
    most: 5,
    floor: '不得多于 5',
  },
  postWait1: wait(5, 1),
  postWait2: wait(6, 5),
  postWait3: wait(7, 30),
  postWait4: wait(8, 120),
  postWait5: wait(9, 480),
  postWait6: wait(10, 1440),
  clockGapDays: {
    name: '停用多少天后须确认日期',
    unit: '天',
    group: 'clock',
    defaults: all(30),
    least: 1,
    most: 30,
    floor: '不得长于 30',
  },
  auditYears: {
    name: '审计记录在本机保存（当年之外）',
    unit: '年',
    group: 'keeping',
    defaults: all(5),
    least: 5,
    most: 100,
    floor: '不得少于 5',
  },
  backupAgeDays: {
    name: '备份超过多少天即报警',
    unit: '天',
    group: 'keeping',
    defaults: all(2),
    least: 1,
    most: 2,
    floor: '不得长于 2',
  },
  deputyDays: {
    name: '一次代理最长',
    unit: '天',
    group: 'people',
    defaults: all(31),
    least: 1,
    most: 92,
    floor: '不得长于 92',
  },
  importApart: {
    name: '导入人不得是该介质的登记批准人（1 执行，0 放宽）',
    unit: '',
    group: 'people',
    defaults: all(1),
    least: 0,
    most: 1,
    floor: '0 或 1；放宽须两人办理并记入审计',
  },
  emergencyHours: {
    name: '紧急知悉申请待批有效',
    unit: '小时',
    group: 'people',
    defaults: all(24),
    least: 1,
    most: 72,
    floor: '不得长于 72',
  },
  proposalDays: {
    name: '待办的两岗事项有效',
    unit: '天',
    group: 'people',
    defaults: all(7),
    least: 1,
    most: 30,
    floor: '不得长于 30',
  },
} as const satisfies Readonly<Record<string, PolicyNumber>>;

/** Name of a policy number. */
export type PolicyKey = keyof typeof policyNumbers;
/** Names of all policy numbers in the order of the screen. */
export const policyKeys = Object.keys(policyNumbers) as readonly PolicyKey[];
/** The numbers that hold at a site. */
export type Policy = Readonly<Record<PolicyKey, number>>;

/** What no policy can change; the screen shows it beside the numbers, the program offers no switch for it. */
export const fixedRules: readonly { readonly name: string; readonly held: string }[] = [
  { name: '审计始终开启，写不进审计记录的操作不执行', held: '程序与数据库' },
  { name: '拟制、审查、批准不得为同一人', held: '程序' },
  { name: '打印申请人与审批人不得为同一人', held: '程序与数据库' },
  { name: '三个管理员岗位互斥，不得兼任业务岗位', held: '数据库' },
  { name: '服务记录离开草稿后不能删除，没有少于 5 年的保存期限', held: '数据库' },
  { name: '没有明文模式、后备密钥或超级用户', held: '程序' },
];

/** The defaults of a level. */
export function defaultPolicy(level: Level): Policy {
  return Object.fromEntries(policyKeys.map((key) => [key, policyNumbers[key].defaults[level]])) as Policy;
}

/** Why a number cannot be a site's policy, in Chinese; null when it can. */
export function policyProblem(key: PolicyKey, value: unknown): string | null {
  const { name, least, most, unit, floor } = policyNumbers[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return `${name}须为整数`;
  if (value < least || value > most) return `${name}须在 ${least} 至 ${most} ${unit}之间（${floor}）`;
  return null;
}

/**
 * The policy that holds: stored numbers over the defaults of the level. A stored value that is no number within its floor, or
 * whose name the program does not know, counts as absent and is named: what a broken or forged row says never loosens anything.
 * @param stored key → value as stored
 */
export function policyFrom(
  level: Level,
  stored: ReadonlyMap<string, unknown>,
): { policy: Policy; faults: string[] } {
  const faults = [...stored.keys()].filter((key) => !(key in policyNumbers));
  const policy: Record<string, number> = { ...defaultPolicy(level) };
  for (const key of policyKeys) {
    const value = stored.get(key);
    if (value === undefined) continue;
    if (policyProblem(key, value) === null) policy[key] = Number(value);
    else faults.push(key);
  }
  return { policy: policy as Policy, faults };
}

/** Minutes that a post waits after the failure that reaches the limit, and after each one more. */
export function postWaits(policy: Policy): readonly number[] {
  return [
    policy.postWait1,
    policy.postWait2,
    policy.postWait3,
    policy.postWait4,
    policy.postWait5,
    policy.postWait6,
  ];
}
