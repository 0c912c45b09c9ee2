import { type RecordFilter, recordFilter } from '../../shared/contract/records.ts';
import { caseKinds, documentKinds, formKinds } from '../../shared/forms/kinds.ts';
import type { BusinessRole } from '../../shared/policy/roles.ts';
import { onSiteReports } from '../records/due.ts';

/** A queue of the home page as data: a filter that the list page can open too. */
export interface QueueDefinition {
  readonly key: string;
  readonly label: string;
  readonly clause: string;
  readonly roles: readonly BusinessRole[];
  readonly filter: RecordFilter;
}

const narrowed = (filter: Partial<RecordFilter>): RecordFilter => recordFilter.parse(filter);
const openTask = [
  'registered',
  'analysed',
  'organised',
  'carriedOut',
  'accepted',
  'handedIn',
  'followedUp',
] as const;
const clerks: readonly BusinessRole[] = ['operator', 'informationOfficer', 'unitOfficer'];
const chiefs: readonly BusinessRole[] = ['supervisor', 'unitLeader', 'centerLeader'];

/** Every queue, in the order in which it is worked off. A person sees those of the roles held. */
export const queueDefinitions: readonly QueueDefinition[] = [
  {
    key: 'urgent',
    label: '待签收的紧急信息',
    clause: '5.2.2',
    roles: ['centerLeader', 'qualityOfficer'],
    filter: narrowed({ kinds: ['urgentReport'], states: ['opened', 'acknowledged'] }),
  },
  {
    key: 'calls',
    label: '待办结的电话、传真和收发件',
    clause: '5.1.2.2',
    roles: [...clerks, 'complaintHandler'],
    filter: narrowed({
      kinds: ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'],
      states: ['draft'],
    }),
  },
  {
    key: 'information',
    label: '待处理的用户信息',
    clause: '5.7.1',
    roles: [...clerks, 'complaintHandler', 'qualityOfficer'],
    filter: narrowed({ kinds: ['customerInformation'], states: ['draft'] }),
  },
  {
    key: 'complaints',
    label: '办理中的投诉',
    clause: '5.6',
    roles: ['complaintHandler', 'supervisor', 'qualityOfficer'],
    filter: narrowed({ kinds: ['complaint'], states: ['opened', 'replied', 'corrected'] }),
  },
  {
    key: 'qualityFeedback',
    label: '办理中的质量反馈',
    clause: '5.7.2',
    roles: ['qualityOfficer', 'technical'],
    filter: narrowed({ kinds: ['qualityFeedback'], states: ['opened', 'graded', 'corrected', 'verified'] }),
  },
  {
    key: 'forwardedNeeds',
    label: '转办的需求',
    clause: '5.1.1',
    roles: ['production', 'technical', 'marketing', 'qualityOfficer', 'sparesKeeper'],
    filter: narrowed({ kinds: ['forwardedNeed'], states: ['forwarded', 'acknowledged'] }),
  },
  {
    key: 'needsToReply',
    label: '待转办和待回复用户的需求',
    clause: '5.1.1',
    roles: clerks,
    filter: narrowed({ kinds: ['forwardedNeed'], states: ['opened', 'answered'] }),
  },
  {
    key: 'returns',
    label: '返厂维修中的产品',
    clause: '5.5.7',
    roles: ['engineer', 'sparesKeeper', 'supervisor'],
    filter: narrowed({
      kinds: ['returnCase'],
      states: ['opened', 'inspected', 'diagnosed', 'repaired', 'tested'],
    }),
  },
  {
    key: 'designChanges',
    label: '未落实完的设计更改',
    clause: '4 表1 1-5',
    roles: ['supervisor', 'technical', 'dispatcher'],
    filter: narrowed({ kinds: ['designChange'], states: ['opened', 'organised'] }),
  },
  {
    key: 'improvements',
    label: '未完成的服务改进项',
    clause: '5.10',
    roles: ['supervisor', 'qualityOfficer', 'complaintHandler'],
    filter: narrowed({ kinds: ['improvement'], states: ['opened', 'planned', 'carriedOut'] }),
  },
  {
    key: 'customerProperty',
    label: '待报告、待处置的用户财产异常',
    clause: '5.8',
    roles: ['sparesKeeper', 'informationOfficer', 'unitOfficer'],
    filter: narrowed({ kinds: ['customerProperty'], states: ['opened', 'notified'] }),
  },
  {
    key: 'sparesPlans',
    label: '编制和执行中的备件预投计划',
    clause: '5.9',
    roles: ['sparesKeeper'],
    filter: narrowed({ kinds: ['sparesPlan'], states: ['draft', 'approved'] }),
  },
  {
    key: 'sparesPlansToReview',
    label: '待审核的备件预投计划、投诉检查记录',
    clause: '5.9、5.6',
    roles: ['centerLeader'],
    filter: narrowed({ kinds: ['sparesPlan', 'complaintCheck'], states: ['submitted'] }),
  },
  {
    key: 'sparesPlansToApprove',
    label: '待批准的备件预投计划',
    clause: '5.9',
    roles: ['companyLeader'],
    filter: narrowed({ kinds: ['sparesPlan'], states: ['reviewed'] }),
  },
  {
    key: 'stockTakingToApprove',
    label: '待批准的盘点单',
    clause: '5.8、5.9',
    roles: ['supervisor', 'unitLeader'],
    filter: narrowed({ kinds: ['stockTaking'], states: ['submitted'] }),
  },
  {
    key: 'tasksToAnalyse',
    label: '待定服务方式的任务',
    clause: '5.3',
    roles: [...clerks, 'dispatcher', 'supervisor'],
    filter: narrowed({ kinds: ['task'], states: ['registered'] }),
  },
  {
    key: 'tasksToOrganise',
    label: '待组织落实的任务',
    clause: '5.3',
    roles: ['dispatcher', 'supervisor', 'unitOfficer'],
    filter: narrowed({ kinds: ['task'], states: ['analysed'] }),
  },
  {
    key: 'noticesToIssue',
    label: '待签发的通知单',
    clause: '5.5.4',
    roles: ['dispatcher'],
    filter: narrowed({ kinds: ['dispatchNotice'], states: ['draft'] }),
  },
  {
    key: 'myTasks',
    label: '我的任务',
    clause: '5.3',
    roles: ['engineer'],
    filter: narrowed({ kinds: ['task'], states: [...openTask] }),
  },
  {
    key: 'away',
    label: '在外人员的通知单',
    clause: '5.5.4',
    roles: ['dispatcher', 'engineer', 'supervisor', 'unitLeader'],
    filter: narrowed({ kinds: ['dispatchNotice'], states: ['issued'] }),
  },
  {
    key: 'handIn',
    label: '待上交的服务报告',
    clause: '5.5.6',
    roles: ['engineer', 'supervisor', 'unitLeader'],
    filter: narrowed({ kinds: [...onSiteReports], states: ['draft'] }),
  },
  {
    key: 'unitInformation',
    label: '待填写的产品服务信息',
    clause: '4 表1 2-2',
    roles: ['engineer', 'unitOfficer'],
    filter: narrowed({ kinds: ['serviceInformation'], states: ['draft'] }),
  },
  {
    key: 'toReview',
    label: '待审查',
    clause: '5.5.6',
    roles: ['supervisor', 'unitLeader'],
    filter: narrowed({
      kinds: ['customerInformation', ...onSiteReports, 'serviceInformation', 'dispatchNotice'],
      states: ['submitted', 'returned'],
    }),
  },
  {
    key: 'toArchive',
    label: '待编号归档',
    clause: '5.5.6',
    roles: ['informationOfficer'],
    filter: narrowed({ kinds: [...formKinds], states: ['reviewed', 'closed'] }),
  },
  {
    key: 'casesToArchive',
    label: '待归档的案卷和计划',
    clause: '5.11.1',
    roles: ['informationOfficer'],
    filter: narrowed({
      kinds: [...caseKinds, ...documentKinds],
      states: ['closed', 'sent', 'reviewed', 'approved', 'inForce'],
    }),
  },
  {
    key: 'originalsMissing',
    label: '原件未到',
    clause: '5.5.6',
    roles: ['informationOfficer', 'supervisor'],
    filter: narrowed({ originalMissing: true }),
  },
  {
    key: 'reportDrafts',
    label: '编制中的简报、报表',
    clause: '5.7.3、5.7.4',
    roles: ['informationOfficer'],
    filter: narrowed({ kinds: ['situationReport'], states: ['draft'] }),
  },
  {
    key: 'reportsToReview',
    label: '待审核的简报、报表',
    clause: '5.7.4',
    roles: ['centerLeader'],
    filter: narrowed({ kinds: ['situationReport'], states: ['submitted'] }),
  },
  {
    key: 'reportsToApprove',
    label: '待批准的简报、报表',
    clause: '5.7.4',
    roles: ['companyLeader'],
    filter: narrowed({ kinds: ['situationReport'], states: ['reviewed'] }),
  },
  {
    key: 'reportsToDispatch',
    label: '待报送的简报、报表',
    clause: '5.7.4',
    roles: ['informationOfficer'],
    filter: narrowed({ kinds: ['situationReport'], states: ['approved'] }),
  },
  {
    key: 'overdue',
    label: '逾期',
    clause: '5.5.6',
    roles: [...chiefs, 'informationOfficer', 'dispatcher', 'unitOfficer'],
    filter: narrowed({ overdue: true }),
  },
];
