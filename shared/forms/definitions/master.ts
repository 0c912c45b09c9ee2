import { defineMasterForm, type MasterForm } from '../definition.ts';
import { branchWords, field, options } from './blocks.ts';
import { depotMaster, partMaster } from './spares.ts';

const code = (label: string) =>
  field('base', 'code', label, 'text', { required: true, searchable: true, maxLength: 60 });
const name = (label: string) =>
  field('base', 'name', label, 'text', { required: true, searchable: true, maxLength: 120 });
const note = field('base', 'note', '备注', 'longText', { width: 2, searchable: true });
const branch = field('base', 'branch', '用户分类', 'choice', {
  required: true,
  statistic: true,
  options: options(branchWords),
});
const layout = (list: string[]) => ({
  groups: [{ key: 'base', label: '基本情况' }],
  list,
  summary: ['name'],
});

const customer = defineMasterForm({
  master: 'customer',
  version: 1,
  title: '用户单位',
  codeField: 'code',
  nameField: 'name',
  fields: [
    code('单位代码'),
    name('单位名称'),
    branch,
    field('base', 'superior', '上级单位', 'text', { searchable: true, maxLength: 120 }),
    field('base', 'militaryOffice', '军事代表室', 'master', { master: 'militaryOffice' }),
    field('base', 'address', '地址', 'text', { width: 2, searchable: true }),
    field('base', 'contacts', '联系人', 'itemList', {
      width: 2,
      searchable: true,
      sensitive: true,
      columns: [
        { key: 'name', label: '姓名', type: 'text', required: true },
        { key: 'post', label: '职务', type: 'text' },
        { key: 'phone', label: '电话', type: 'phone' },
      ],
    }),
    note,
  ],
  layout: layout(['code', 'name', 'branch', 'militaryOffice']),
});

const model = defineMasterForm({
  master: 'model',
  version: 1,
  title: '产品型号',
  codeField: 'code',
  nameField: 'name',
  fields: [
    code('型号'),
    name('产品名称'),
    field('base', 'modelKind', '类别', 'choice', {
      required: true,
      statistic: true,
      options: options({ single: '单机', system: '系统' }),
      hint: '单机生产 10 台以上、系统 2 套以上为批量（第 3 章）',
    }),
    field('base', 'phase', '阶段', 'choice', {
      required: true,
      statistic: true,
      options: options({
        development: '边研制边生产',
        newProduct: '新产品',
        engineering: '工程类项目',
        transferred: '转产',
        finalised: '定型',
      }),
    }),
    field('base', 'quantityMade', '已生产数量', 'integer', {
      required: true,
      unit: '台（套）',
      min: 0,
      max: 10_000_000,
    }),
    field('base', 'military', '军品', 'boolean', { required: true, initial: true, statistic: true }),
    field('base', 'responsibleUnit', '研制生产单位', 'text', {
      maxLength: 8,
      hint: '责任单位的站点代码；未转产定型的产品由该单位服务（表1）',
    }),
    note,
  ],
  layout: layout(['code', 'name', 'modelKind', 'phase', 'quantityMade']),
});

const equipment = defineMasterForm({
  master: 'equipment',
  version: 1,
  title: '产品（台、套）',
  codeField: 'serial',
  nameField: 'serial',
  fields: [
    field('base', 'serial', '产品编号', 'text', { required: true, searchable: true, maxLength: 60 }),
    field('base', 'model', '型号', 'master', { required: true, master: 'model', searchable: true }),
    field('base', 'customer', '用户单位', 'master', { master: 'customer', searchable: true }),
    field('base', 'batch', '批次', 'text', { searchable: true, statistic: true, maxLength: 60 }),
    field('base', 'deliveredDay', '交付日期', 'day', { statistic: true }),
    field('base', 'warrantyUntil', '保修截止日期', 'day'),
    field('base', 'platform', '装载平台', 'text', { searchable: true }),
    field('base', 'configuration', '技术状态', 'text', { searchable: true }),
    field('base', 'hoursUsed', '累计工作时间', 'number', { unit: '小时', min: 0, statistic: true }),
    note,
  ],
  layout: {
    groups: [{ key: 'base', label: '基本情况' }],
    list: ['serial', 'model', 'customer', 'deliveredDay'],
    summary: ['serial'],
  },
});

const staff = defineMasterForm({
  master: 'staff',
  version: 1,
  title: '服务人员',
  codeField: 'code',
  nameField: 'name',
  fields: [
    code('工号'),
    name('姓名'),
    field('base', 'site', '所在站点', 'text', { required: true, maxLength: 8 }),
    field('base', 'account', '登录帐号', 'account'),
    field('base', 'title', '专业技术职称', 'choice', {
      required: true,
      statistic: true,
      options: options({
        none: '无',
        junior: '初级',
        middle: '中级',
        viceSenior: '副高级',
        senior: '正高级',
      }),
      hint: '派出人员须具有初级以上职称（5.2.1）',
    }),
    field('base', 'phone', '电话', 'phone', { sensitive: true }),
    field('trainings', 'products', '熟悉的产品', 'itemList', {
      width: 2,
      searchable: true,
      columns: [
        { key: 'code', label: '型号', type: 'text', required: true },
        { key: 'name', label: '产品名称', type: 'text', weight: 2 },
      ],
    }),
    field('trainings', 'trainings', '培训', 'itemList', {
      width: 2,
      hint: '服务规范和产品技术两项培训均须有效（5.2.1）',
      columns: [
        {
          key: 'kind',
          label: '培训类别',
          type: 'choice',
          required: true,
          options: options({ norms: '服务规范', product: '产品技术' }),
        },
        { key: 'model', label: '型号', type: 'text' },
        { key: 'day', label: '培训日期', type: 'day', required: true },
        { key: 'validUntil', label: '有效期至', type: 'day' },
        { key: 'certificate', label: '证明', type: 'text', weight: 2 },
      ],
    }),
    note,
  ],
  layout: {
    groups: [
      { key: 'base', label: '基本情况' },
      { key: 'trainings', label: '产品与培训' },
    ],
    list: ['code', 'name', 'title', 'site'],
    summary: ['name'],
  },
});

const militaryOffice = defineMasterForm({
  master: 'militaryOffice',
  version: 1,
  title: '军事代表室',
  codeField: 'code',
  nameField: 'name',
  fields: [
    code('代码'),
    name('名称'),
    branch,
    field('base', 'address', '地址', 'text', { width: 2, searchable: true }),
    field('base', 'contact', '联系人', 'text', { sensitive: true, maxLength: 60 }),
    field('base', 'phone', '电话', 'phone', { sensitive: true }),
    note,
  ],
  layout: layout(['code', 'name', 'branch']),
});

/** The five master-data forms. */
export const masterForms: readonly MasterForm[] = [
  customer,
  model,
  equipment,
  staff,
  militaryOffice,
  partMaster,
  depotMaster,
];
