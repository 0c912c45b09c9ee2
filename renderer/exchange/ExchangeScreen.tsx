import './exchange.css';
import { useQuery } from '@tanstack/react-query';
import { MediaRegister } from '../administration/MediaRegister.tsx';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { Loading } from '../parts/Empty.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';
import { Export } from './Export.tsx';
import { Import } from './Import.tsx';
import { ReceiptBoard } from './ReceiptBoard.tsx';
import { Sites } from './Sites.tsx';

type Part = 'board' | 'export' | 'import' | 'sites' | 'media';

/** The package desk: receipt board, export and import in four steps each, sites with their trust, media. */
export function ExchangeScreen() {
  const may = useMay();
  const overview = useQuery(api.exchange.overview.queryOptions());
  const exports_ = may.act('package.prepare') || may.act('package.approve') || may.act('package.release');
  const imports = may.act('package.import');
  const waiting = (overview.data?.outgoing ?? []).filter(
    ({ state }) =>
      (state === 'prepared' && may.act('package.approve')) ||
      ((state === 'approved' || state === 'sealed') && may.act('package.release')),
  ).length;
  const board = { key: 'board', label: '收发看板' } as const;
  const sites = { key: 'sites', label: '站点与名册' } as const;
  const parts: AreaPart<Part>[] = [
    ...(exports_ ? [{ key: 'export' as const, label: '导出', waiting }] : []),
    ...(imports ? [{ key: 'import' as const, label: '导入' }] : []),
    ...(exports_ || imports ? [board, sites] : [sites, board]),
    ...(exports_ || imports ? [{ key: 'media' as const, label: '移动介质' }] : []),
  ];
  const [part, choose] = useAreaPart('exchange', parts);
  useMarkingsOnScreen([
    ...(overview.data?.outgoing ?? []).map((row) => row.marking),
    ...(overview.data?.incoming ?? []).map((row) => row.marking),
  ]);
  if (overview.isError) throw overview.error;
  return (
    <>
      <PageHeader title="包交换" />
      <AreaTabs label="包交换" parts={parts} chosen={part} onChoose={choose} />
      {overview.data === undefined ? (
        <Loading />
      ) : (
        <>
          {part === 'board' && <ReceiptBoard overview={overview.data} />}
          {part === 'export' && <Export overview={overview.data} />}
          {part === 'import' && <Import overview={overview.data} />}
          {part === 'sites' && <Sites sites={overview.data.sites} />}
        </>
      )}
      {part === 'media' && <MediaRegister />}
    </>
  );
}
