import type { ComplaintStory, QualityStory } from './matters.ts';

/** What customers complain of. All invented. */
export const complaints: readonly ComplaintStory[] = [
  {
    class: 'timeliness',
    content: '六月报修的调谐控制器约定三日内到场，第六日才来人，影响航渡训练',
    cause: '派工当日人员均在外场，未及时改派，也未告知用户',
    correction: '补派人员并当面致歉；建立外场人员不足时当日改派和告知用户的办法',
    department: '客户服务中心',
    answer: '已查明派工环节疏漏，向用户致歉，并告知今后改派办法，用户表示接受',
  },
  {
    class: 'spares',
    content: '订购的频率合成器板到货时外包装破损，未附合格证',
    cause: '发运前未按包装规范加防震衬垫，装箱时漏放合格证',
    correction: '当日补寄合格证并更换外包装；发运前增加装箱单复核',
    department: '备件管理',
    answer: '合格证已补寄，换发的备件用户已签收',
  },
  {
    class: 'skill',
    content: '上门培训时教员对新版软件的参数装订讲解不清，学员不会独立操作',
    cause: '教员未参加新版软件内部培训',
    correction: '另派教员补课四学时；新版软件发布后先内部培训再派出',
    department: '客户服务中心',
    answer: '补课已完成，参训人员考核合格，用户满意',
  },
  {
    class: 'product',
    content: '同一台电台三个月内两次出现显示屏黑屏，要求彻底解决',
    cause: '背光驱动电路批次性焊接缺陷，首次更换的显示组件为同一批次',
    correction: '更换为新批次组件，同批在用品列入走访更换清单',
    department: '质量部',
    answer: '已更换新批次组件，连续运行两周正常，用户同意办结',
  },
  {
    class: 'attitude',
    content: '服务电话午间无人接听，回拨后答复生硬',
    cause: '午间热线与值班手机的转接未开启',
    correction: '恢复转接并列入每日值班检查项；对值班人员重申服务规范',
    department: '客户服务中心',
    answer: '已电话致歉并说明改进办法，用户表示理解',
  },
  {
    class: 'delivery',
    content: '补充订货的两套送受话器未按合同附件规定的型号交付',
    cause: '合同附件更改后未同步到发货通知',
    correction: '按更改后的型号换发；合同更改由市场部书面通知发货',
    department: '市场部',
    answer: '已按更改后的型号换发，原货收回，用户签收',
  },
];

/** Matters that the quality department follows. All invented. */
export const qualityMatters: readonly QualityStory[] = [
  {
    problem: '同批三台电台键盘薄膜先后起泡，个别按键无反应',
    grade: 'serious',
    causeClass: 'process',
    cause: '供方更换粘接胶后未做湿热试验，湿热条件下粘接力下降',
    correction: '恢复原胶种并增加入厂湿热抽检，用户处同批产品全部更换',
    department: '生产部',
  },
  {
    problem: '调谐控制器在低温下调谐时间超过十秒',
    grade: 'minor',
    causeClass: 'component',
    cause: '个别继电器触点表面氧化',
    correction: '更换继电器组，修订低温筛选条件',
    department: '生产部',
  },
  {
    problem: '卫星通信终端升级后偶发重启，重启间隔不定',
    grade: 'serious',
    causeClass: 'software',
    cause: '看门狗喂狗周期与数据记录写入冲突',
    correction: '调整写入任务优先级，发布 2.4 版程序并逐台升级',
    department: '技术部',
  },
  {
    problem: '港口调度台话筒底座松动',
    grade: 'minor',
    causeClass: 'process',
    cause: '底座螺钉未点胶',
    correction: '补点胶并列入装配检验项',
    department: '生产部',
  },
  {
    problem: '两套设备同时发射时相互干扰，影响指挥通信',
    grade: 'critical',
    causeClass: 'design',
    cause: '收发隔离滤波器阻带余量不足',
    correction: '加装带阻滤波器，对在役产品按设计更改逐台落实',
    department: '技术部',
  },
];

/** Matters of large effect that were reported on the day. All invented. */
export const urgentMatters = [
  '演练中主用电台发射机保护关机，备用机接替，指挥通信中断约四分钟',
  '综合通信系统交换单元停机，舰内通信改用应急线路',
] as const;

/** Needs that departments answered. All invented. */
export const needs: readonly {
  readonly department: 'production' | 'technical' | 'marketing';
  readonly need: string;
  readonly answer: string;
}[] = [
  {
    department: 'production',
    need: '希望将随机备件中的键盘薄膜由一件增加到三件',
    answer: '可以增加，自下一批次起随机备件清单按三件配置',
  },
  {
    department: 'technical',
    need: '需要与新型加固终端互通的接口说明和测试方法',
    answer: '接口说明已编写并经审查，随函寄送两份',
  },
  {
    department: 'marketing',
    need: '询问延长两年保修期的合同办理方式',
    answer: '按补充协议办理，协议文本已寄用户上级装备部门',
  },
  {
    department: 'technical',
    need: '希望在面板上增加背光亮度调节',
    answer: '列入下一批次改进，已纳入更改论证',
  },
  {
    department: 'production',
    need: '希望缩短天线调谐控制器返修周期',
    answer: '返修件单独排产，周期由四十五日缩短到三十日',
  },
];

/** What the service was improved in. All invented. */
export const improvements = [
  {
    problem: '培训教材插图偏小，夜间不便查阅',
    cause: '教材按办公用纸排版，未考虑舱内使用',
    measure: '第三版教材放大插图并改用防水纸，随年度走访换发',
  },
  {
    problem: '用户不清楚节假日值班电话',
    cause: '年度通知只写了工作日热线',
    measure: '年度通知和产品铭牌旁标签同时列明值班电话',
  },
  {
    problem: '外场服务携带的力矩扳手规格偏大，舱内不便使用',
    cause: '工具箱按车间条件配置',
    measure: '为外场工具箱增配小号扳手，更新携带清单',
  },
  {
    problem: '返厂产品发还前不通知用户，用户不便接收',
    cause: '发件流程没有预告一步',
    measure: '发件前一日电话预告用户，并写入收发件记录',
  },
] as const;
