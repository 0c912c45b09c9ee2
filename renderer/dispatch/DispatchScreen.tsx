import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { fieldKinds } from '../records/kinds.ts';
import { RecordsArea } from '../records/RecordsArea.tsx';
import { ItemsOut } from './ItemsOut.tsx';
import { NoticeParts } from './NoticeParts.tsx';

type Part = 'records' | 'itemsOut';

/** 派工与报告: dispatch notices, the reports that come back, and what did not come back with them. */
export function DispatchScreen() {
  const out = useQuery(api.service.itemsOut.queryOptions());
  const parts: AreaPart<Part>[] = [
    { key: 'records', label: '通知单和报告' },
    {
      key: 'itemsOut',
      label: '未带回物品',
      waiting: (out.data?.rows ?? []).reduce((sum, row) => sum + row.items.length, 0),
    },
  ];
  const [part, choose] = useAreaPart('dispatch', parts);
  return (
    <>
      <AreaTabs label="派工与报告" parts={parts} chosen={part} onChoose={choose} />
      {part === 'records' && (
        <RecordsArea
          name="dispatch"
          label="派工与报告"
          kinds={fieldKinds}
          extra={(record) => <NoticeParts record={record} />}
        />
      )}
      {part === 'itemsOut' && <ItemsOut />}
    </>
  );
}
