/** Everything below is invented: units, ships, stations, persons and products exist in this demonstration only. */

/** A customer of the demonstration. */
export interface DemoCustomer {
  readonly code: string;
  readonly name: string;
  readonly branch: 'army' | 'navy' | 'airForce' | 'rocketForce' | 'armedPolice' | 'otherMilitary' | 'civil';
  /** Places where its sets stand. */
  readonly places: readonly string[];
}

/** Customers of the center. */
export const centerCustomers: readonly DemoCustomer[] = [
  {
    code: 'K01',
    name: '东屿水面舰艇某支队',
    branch: 'navy',
    places: ['望舒舰', '听涛舰', '东屿军港三号码头'],
  },
  { code: 'K02', name: '望海观通某旅', branch: 'navy', places: ['青石岭观通站', '白鹭洲观通站'] },
  { code: 'K03', name: '北汀潜防某支队', branch: 'navy', places: ['凌波艇', '北汀军港修理所'] },
  { code: 'K04', name: '南屿岸防某团', branch: 'navy', places: ['南屿阵地', '鹭鸣角通信站'] },
  { code: 'K05', name: '长汀航空兵某旅', branch: 'airForce', places: ['长汀场站', '云台山对空台'] },
  { code: 'K06', name: '松原场站', branch: 'airForce', places: ['松原塔台', '松原通信营'] },
  { code: 'K07', name: '西岭雷达某营', branch: 'airForce', places: ['西岭二号站', '鹰嘴崖站'] },
  { code: 'K08', name: '陆军某合成旅通信营', branch: 'army', places: ['沙窝驻训场', '营区修理间'] },
  { code: 'K09', name: '陆军某边防团', branch: 'army', places: ['雪峰连', '界河哨所'] },
  { code: 'K10', name: '火箭军某旅通信连', branch: 'rocketForce', places: ['山口点位', '营区机房'] },
  { code: 'K11', name: '武警某机动支队', branch: 'armedPolice', places: ['支队作战值班室', '三大队'] },
  { code: 'K12', name: '信息支援某站', branch: 'otherMilitary', places: ['主站机房', '北山转信台'] },
  { code: 'K13', name: '江汀港务调度中心', branch: 'civil', places: ['江汀调度楼', '七号引航艇'] },
  { code: 'K14', name: '远帆海事救助站', branch: 'civil', places: ['远帆救助艇', '值班台'] },
];

/** Customers of the units: their products are still made while they are developed. */
export const unitCustomers: Readonly<Record<string, readonly DemoCustomer[]>> = {
  U1: [
    { code: 'D01', name: '陆军某试验训练基地', branch: 'army', places: ['沙泉试验场', '指挥方舱'] },
    { code: 'D02', name: '陆军某信息通信旅', branch: 'army', places: ['草甸演训场', '车库机务间'] },
    { code: 'D03', name: '海军某训练中心', branch: 'navy', places: ['模拟教室', '三号训练楼'] },
    { code: 'D04', name: '空军某训练团', branch: 'airForce', places: ['教练机房', '塔台'] },
  ],
  U2: [
    { code: 'G01', name: '东屿岸基指挥所', branch: 'navy', places: ['一号机房', '值班大厅'] },
    { code: 'G02', name: '海岬雷达某营', branch: 'navy', places: ['海岬阵地', '灯塔山站'] },
    { code: 'G03', name: '火箭军某工程队', branch: 'rocketForce', places: ['施工点位', '设备间'] },
    { code: 'G04', name: '空军某防空旅', branch: 'airForce', places: ['石门阵地', '旅指挥所'] },
  ],
  U3: [
    { code: 'S01', name: '空军某试训基地', branch: 'airForce', places: ['戈壁试验场', '三号机库'] },
    { code: 'S02', name: '海军某舰载机部队', branch: 'navy', places: ['长滩机务大队', '飞行甲板'] },
  ],
};

/** A model with the number of its sets that a site looks after. */
export interface DemoModel {
  readonly code: string;
  readonly name: string;
  readonly modelKind: 'single' | 'system';
  readonly phase: 'development' | 'newProduct' | 'engineering' | 'transferred' | 'finalised';
  readonly quantityMade: number;
  readonly military: boolean;
  readonly sets: number;
}

/** Models by site. */
export const models: Readonly<Record<string, readonly DemoModel[]>> = {
  HQ: [
    {
      code: 'HX-150',
      name: '短波电台',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 186,
      military: true,
      sets: 24,
    },
    {
      code: 'HX-300',
      name: '船用甚高频电台',
      modelKind: 'single',
      phase: 'transferred',
      quantityMade: 64,
      military: true,
      sets: 16,
    },
    {
      code: 'TK-21',
      name: '天线调谐控制器',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 220,
      military: true,
      sets: 16,
    },
    {
      code: 'WD-9',
      name: '卫星通信终端',
      modelKind: 'single',
      phase: 'newProduct',
      quantityMade: 18,
      military: true,
      sets: 12,
    },
    {
      code: 'XT-5',
      name: '舰用综合通信系统',
      modelKind: 'system',
      phase: 'finalised',
      quantityMade: 7,
      military: true,
      sets: 6,
    },
    {
      code: 'GA-8',
      name: '港口调度台',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 35,
      military: false,
      sets: 8,
    },
  ],
  U1: [
    {
      code: 'DJ-7',
      name: '野战通信指挥系统',
      modelKind: 'system',
      phase: 'development',
      quantityMade: 3,
      military: true,
      sets: 10,
    },
    {
      code: 'KY-3',
      name: '通信训练模拟器',
      modelKind: 'single',
      phase: 'newProduct',
      quantityMade: 6,
      military: true,
      sets: 10,
    },
  ],
  U2: [
    {
      code: 'GC-2',
      name: '岸基综合集成系统',
      modelKind: 'system',
      phase: 'engineering',
      quantityMade: 4,
      military: true,
      sets: 8,
    },
    {
      code: 'LD-4',
      name: '海岸监视雷达',
      modelKind: 'single',
      phase: 'development',
      quantityMade: 5,
      military: true,
      sets: 12,
    },
  ],
  U3: [
    {
      code: 'SL-2',
      name: '机载数据链终端',
      modelKind: 'single',
      phase: 'development',
      quantityMade: 6,
      military: true,
      sets: 8,
    },
  ],
};

/** Military offices that get the month briefs. */
export const offices = [
  { code: 'JD-01', name: '驻东屿地区军事代表室', branch: 'navy' },
  { code: 'JD-02', name: '驻北汀地区军事代表室', branch: 'navy' },
  { code: 'JD-03', name: '驻长汀地区军事代表室', branch: 'airForce' },
  { code: 'JD-04', name: '驻沙窝地区军事代表室', branch: 'army' },
  { code: 'JD-05', name: '驻山口地区军事代表室', branch: 'rocketForce' },
] as const;
