/** What people report, ask and write in the demonstration. All invented. */

/** Callers: family name and post. */
export const callers = [
  '李参谋',
  '王助理',
  '张站长',
  '刘技师',
  '陈工程师',
  '赵主任',
  '孙班长',
  '周机电长',
  '吴通信长',
  '郑干事',
  '冯教员',
  '褚技术员',
];
/** Posts of those who sign. */
export const posts = ['通信长', '站长', '技术室主任', '机电长', '营部助理', '装备助理', '值班主任'];
/** Names under customers' signatures. */
export const signers = ['李思远', '王振岳', '张映川', '刘既明', '陈怀瑾', '赵若谷', '孙启明', '周望北'];

/** A fault as it is reported, found and cleared. */
export interface DemoFault {
  readonly symptom: string;
  readonly cause:
    | 'design'
    | 'process'
    | 'component'
    | 'software'
    | 'use'
    | 'transport'
    | 'external'
    | 'unknown';
  readonly location: string;
  readonly action: string;
  readonly advice: string;
  readonly part?: string;
}

/** Faults with cause and cure. */
export const faults: readonly DemoFault[] = [
  {
    symptom: '开机后自检停在第三步，告警灯常亮',
    cause: 'component',
    location: '频率合成器板 D12',
    action: '更换频率合成器板，重新校准基准频率，通电联试正常',
    advice: '请断电十分钟后重新开机，仍不能通过自检的，记录告警代码',
    part: '频率合成器板',
  },
  {
    symptom: '发射功率由 125 瓦降到 40 瓦，驻波告警',
    cause: 'external',
    location: '天线馈线插头进水氧化',
    action: '清理并重做馈线插头，涂防水胶，驻波比恢复到 1.3',
    advice: '请先检查馈线插头和天线调谐器之间的连接',
  },
  {
    symptom: '接收有噪声无信号，静噪门限失效',
    cause: 'component',
    location: '中频放大模块',
    action: '更换中频放大模块，接收灵敏度实测合格',
    advice: '换接假负载检查，排除天线原因',
    part: '中频放大模块',
  },
  {
    symptom: '面板显示屏闪烁，约半小时后黑屏',
    cause: 'component',
    location: '显示屏背光驱动电路',
    action: '更换显示组件，连续开机四小时观察正常',
    advice: '先用遥控口操作，不影响通信',
    part: '显示组件',
  },
  {
    symptom: '与遥控终端联通中断，重启后恢复，一天数次',
    cause: 'software',
    location: '遥控接口程序',
    action: '升级接口程序到 2.3 版，连续通联二十四小时无中断',
    advice: '记录中断时间，暂改用本地操作',
  },
  {
    symptom: '键盘部分按键无反应',
    cause: 'use',
    location: '面板键盘薄膜',
    action: '更换键盘薄膜，讲解清洁方法',
    advice: '请不要用湿布擦拭键盘',
    part: '键盘薄膜',
  },
  {
    symptom: '机箱异响，散热风扇停转，过温保护',
    cause: 'component',
    location: '散热风扇',
    action: '更换风扇并清除滤网积尘，满功率发射两小时温度正常',
    advice: '清理滤网，降低发射功率使用',
    part: '散热风扇',
  },
  {
    symptom: '电源无输出，输入熔断器烧断',
    cause: 'external',
    location: '交流输入滤波器',
    action: '更换熔断器和输入滤波器，建议用户加装稳压电源',
    advice: '检查供电电压是否超过 250 伏，不要自行加大熔断器',
    part: '输入滤波器',
  },
  {
    symptom: '调谐时间超过十秒，高频段调不上',
    cause: 'process',
    location: '调谐器继电器组触点',
    action: '更换继电器组，全频段调谐时间小于三秒',
    advice: '避开 22 兆赫以上频率使用',
    part: '继电器组',
  },
  {
    symptom: '卫星终端对星失败，俯仰角不动',
    cause: 'transport',
    location: '俯仰电机联轴器',
    action: '校正并紧固联轴器，重新标定零位，对星正常',
    advice: '手动对星使用，记录信标电平',
  },
  {
    symptom: '两套设备同时发射时相互干扰',
    cause: 'design',
    location: '收发隔离滤波器',
    action: '按更改单加装带阻滤波器，隔离度实测合格',
    advice: '两套设备错开 500 千赫以上使用',
    part: '带阻滤波器',
  },
  {
    symptom: '加电后无任何反应，指示灯不亮',
    cause: 'use',
    location: '后面板电源开关',
    action: '恢复被误置的遥控供电开关，讲解操作要点',
    advice: '检查后面板供电选择开关位置',
  },
  {
    symptom: '话音断续，对方反映失真',
    cause: 'component',
    location: '送受话器连线',
    action: '更换送受话器连线，通话清晰',
    advice: '换用备份送受话器',
    part: '送受话器',
  },
  {
    symptom: '数据通信误码率高，速率降到最低',
    cause: 'software',
    location: '调制解调程序参数',
    action: '重新装订信道参数，误码率恢复到指标以内',
    advice: '改用固定频率，避开日出日落时段',
  },
];

/** Questions that an answer on the telephone settles. */
export const questions: readonly { need: string; opinion: string; result: string }[] = [
  {
    need: '询问更换基准电池后如何重新校时',
    opinion: '按使用说明书 5.4 条操作，先授时后存储',
    result: '用户按指导完成校时，设备正常',
  },
  {
    need: '询问雨季前设备维护的注意事项',
    opinion: '检查插头防水、干燥剂颜色和机箱接地',
    result: '已答复，用户表示按此执行',
  },
  {
    need: '询问备件目录和申请办法',
    opinion: '备件目录随信寄发，申请单经上级装备部门报中心',
    result: '已答复，另寄备件目录一份',
  },
  {
    need: '询问设备可否在海拔四千米以上使用',
    opinion: '可以使用，满功率连续发射不超过十五分钟',
    result: '已答复并记录使用地点',
  },
  { need: '询问遥控线最长可以接多少米', opinion: '屏蔽双绞线不超过三百米，超过时加中继', result: '已答复' },
  {
    need: '询问软件升级的安排',
    opinion: '随年度走访统一升级，期间不影响使用',
    result: '列入年度走访，用户无异议',
  },
  { need: '反映说明书中自检代码表缺页', opinion: '核对印刷批次，补寄说明书', result: '已补寄，用户收到' },
  {
    need: '询问新到任人员的培训安排',
    opinion: '可参加九月集训，也可上门培训',
    result: '用户选择集训，已登记三人',
  },
  { need: '询问天线塔检修期间设备如何存放', opinion: '断电、盖防尘罩、每月通电一次', result: '已答复' },
  { need: '询问设备大修间隔', opinion: '累计工作四千小时或五年，以先到为准', result: '已答复，记录累计时间' },
];

/** Opinions, praise, complaints. */
export const informations: readonly {
  kind: 'request' | 'opinion' | 'suggestion' | 'praise' | 'complaint' | 'quality';
  content: string;
  handling: string;
  department: string;
  result: string;
}[] = [
  {
    kind: 'suggestion',
    content: '建议在面板上增加背光亮度调节',
    handling: '转技术部门研究',
    department: '技术部',
    result: '列入下一批次改进项目，已答复用户',
  },
  {
    kind: 'opinion',
    content: '随机工具中的力矩扳手规格偏大，舱内不便使用',
    handling: '核对工具清单，换发小号扳手',
    department: '生产部',
    result: '已换发并更改装箱单',
  },
  {
    kind: 'praise',
    content: '服务人员连夜排除故障，保证了次日演练',
    handling: '通报表扬',
    department: '客户服务中心',
    result: '已通报，记入人员档案',
  },
  {
    kind: 'request',
    content: '希望每季度寄送一次产品质量信息',
    handling: '列入季度寄送名单',
    department: '管理信息部',
    result: '自下季度起寄送，用户同意',
  },
  {
    kind: 'complaint',
    content: '反映备件寄送超过承诺时间五天',
    handling: '核查发运环节',
    department: '生产部',
    result: '查明为转运延误，已改用专人送达并向用户致歉',
  },
  {
    kind: 'quality',
    content: '同批三台电台的键盘薄膜先后起泡',
    handling: '转质量部门分析',
    department: '质量部',
    result: '供方已更改粘接工艺，用户处三台全部更换',
  },
  {
    kind: 'opinion',
    content: '培训教材插图偏小，夜间不便查阅',
    handling: '修订教材',
    department: '技术部',
    result: '第三版教材已放大插图并寄发',
  },
  {
    kind: 'suggestion',
    content: '建议服务电话增加节假日值班安排的告知',
    handling: '在年度通知中说明',
    department: '客户服务中心',
    result: '已在通知中列明值班电话',
  },
];

/** Things that are sent and received. */
export const goods: readonly {
  kind: 'material' | 'part' | 'set' | 'document';
  name: string;
  specification: string;
}[] = [
  { kind: 'part', name: '频率合成器板', specification: 'HX.06.12' },
  { kind: 'part', name: '送受话器', specification: 'SH-2' },
  { kind: 'part', name: '散热风扇', specification: 'FS-80' },
  { kind: 'part', name: '熔断器', specification: '250V 10A' },
  { kind: 'document', name: '使用说明书', specification: '第三版' },
  { kind: 'document', name: '技术问题答复函', specification: '' },
  { kind: 'material', name: '培训教材', specification: '2026 版' },
  { kind: 'material', name: '多媒体教学光碟', specification: '一套两张' },
  { kind: 'set', name: '短波电台主机', specification: 'HX-150' },
];

/** Training courses. */
export const courses = [
  '设备组成和工作原理；面板操作；自检代码判读；一级维护',
  '天线架设与调谐；常见故障判断；备件更换；维护记录填写',
  '系统联网组织；参数装订；应急操作；保密要求',
  '软件操作；数据通信建立；故障登记与报告程序',
];

/** What refits were made for: change orders and what they do. */
export const changeOrders = [
  { order: 'GG-2025-031', work: '加装带阻滤波器，更换电源输入组件，更新软件到 2.3 版' },
  { order: 'GG-2026-004', work: '更换键盘薄膜和密封圈，复测面板防水性能' },
];
/** Support events. */
export const events = ['“蓝湾”协同演练', '年度航渡训练', '新装备交验', '夏季驻训保障', '抗台值班'];
/** What customers suggest on the report. */
export const suggestions = [
  '无',
  '希望备一套面板组件在本单位',
  '希望每年上门检查一次',
  '服务及时，表示感谢',
  '建议教材附视频',
  '',
];
/** Why a report was returned. */
export const returnReasons = [
  '用户评价栏与纸面不一致，请核对后改正',
  '遗漏更换件的新编号，请补填',
  '签署人职务填写有误，请更正',
];
