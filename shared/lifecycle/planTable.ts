import type { Lifecycle } from './shape.ts';
import { archiveMoves, archiveSteps, frozen, plain, reasoned, signed } from './tables.ts';

/** 技术服务计划 (5.4): reviewed by the center leader, approved by the company leader, then in force; amendments are new records. */
export const servicePlan: Lifecycle = {
  initial: 'draft',
  steps: [
    { state: 'draft', label: '拟制', parties: ['center'] },
    { state: 'submitted', label: '提交', parties: ['center'] },
    { state: 'reviewed', label: '中心领导审核', parties: ['center'] },
    { state: 'approved', label: '公司主管领导批准', parties: ['center'] },
    { state: 'inForce', label: '下达执行', parties: ['center'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'submit', from: ['draft'], to: 'submitted', ...signed, completes: true },
    { move: 'review', from: ['submitted'], to: 'reviewed', ...signed },
    { move: 'approve', from: ['reviewed'], to: 'approved', ...signed },
    { move: 'putInForce', from: ['approved'], to: 'inForce', ...plain, label: '下达执行' },
    { move: 'archive', from: ['inForce'], to: 'archived', ...plain },
    ...archiveMoves,
    { move: 'sendBack', from: ['submitted', 'reviewed', 'approved'], to: 'draft', ...reasoned },
    { move: 'void', from: ['draft', 'submitted', 'reviewed', 'approved'], to: 'voided', ...reasoned },
  ],
  segregation: [
    { move: 'review', differsFrom: ['author', 'submit'] },
    { move: 'approve', differsFrom: ['author', 'submit', 'review'] },
  ],
  editable: ['draft'],
  frozen,
};
