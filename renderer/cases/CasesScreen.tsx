import type { RecordKind } from '../../shared/forms/kinds.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { RecordsArea } from '../records/RecordsArea.tsx';
import { useMay } from '../shell/session.tsx';

/** Parts of the area in the order of the clauses' daily use. */
export const caseParts: readonly {
  readonly key: string;
  readonly label: string;
  readonly kinds: readonly RecordKind[];
}[] = [
  { key: 'complaint', label: '投诉', kinds: ['complaint', 'complaintCheck'] },
  { key: 'quality', label: '质量反馈', kinds: ['qualityFeedback'] },
  { key: 'return', label: '返厂维修', kinds: ['returnCase'] },
  { key: 'change', label: '设计更改', kinds: ['designChange'] },
  { key: 'improvement', label: '服务改进', kinds: ['improvement'] },
  { key: 'urgent', label: '紧急信息', kinds: ['urgentReport'] },
  { key: 'need', label: '需求转办', kinds: ['forwardedNeed'] },
  { key: 'property', label: '用户财产', kinds: ['customerProperty'] },
];

/** 投诉与质量: each kind of case with its list and its page. */
export function CasesScreen() {
  const may = useMay();
  const parts: AreaPart<string>[] = caseParts.filter(({ kinds }) => kinds.some((kind) => may.read(kind)));
  const [part, choose] = useAreaPart('cases', parts);
  const chosen = caseParts.find(({ key }) => key === part);
  return (
    <>
      <PageHeader title="投诉与质量" />
      <AreaTabs label="投诉与质量" parts={parts} chosen={part} onChoose={choose} />
      {chosen !== undefined && (
        <RecordsArea
          key={chosen.key}
          name={`cases.${chosen.key}`}
          label={chosen.label}
          kinds={chosen.kinds}
        />
      )}
    </>
  );
}
