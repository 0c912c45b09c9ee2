import './staff.css';
import { AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { StaffRegister } from './StaffRegister.tsx';
import { WorkloadPart } from './WorkloadPart.tsx';

const parts = [
  { key: 'register', label: '资格与证书' },
  { key: 'workload', label: '工作量日历' },
] as const;

/** 服务人员: who may go where, by what, and how busy everybody is. */
export function StaffScreen() {
  const [part, choose] = useAreaPart('staff', parts);
  return (
    <>
      <PageHeader title="服务人员" />
      <AreaTabs label="服务人员" parts={parts} chosen={part} onChoose={choose} />
      {part === 'workload' ? <WorkloadPart /> : <StaffRegister />}
    </>
  );
}
