import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useMay } from '../shell/session.tsx';
import { Accounts } from './Accounts.tsx';
import { Coverage } from './Coverage.tsx';
import { MediaRegister } from './MediaRegister.tsx';
import { PermissionMatrix } from './PermissionMatrix.tsx';
import { PrinterRegister } from './PrinterRegister.tsx';

type Part = 'accounts' | 'coverage' | 'matrix' | 'printers' | 'media';

/** Accounts, gaps of the posts, the permission matrix, printers and media: what administrators see. */
export function SecurityScreen() {
  const may = useMay();
  const administrates = may.act('account.create') || may.act('account.enable');
  const gaps = useQuery(api.people.coverage.queryOptions({ enabled: administrates }));
  const parts: AreaPart<Part>[] = [
    { key: 'accounts', label: '帐号' },
    ...(administrates
      ? [{ key: 'coverage' as const, label: '岗位空缺', waiting: gaps.data?.missing.length }]
      : []),
    { key: 'matrix', label: '权限表' },
    ...(may.act('printer.register') ? [{ key: 'printers' as const, label: '打印机' }] : []),
    ...(may.act('media.register') ? [{ key: 'media' as const, label: '移动介质' }] : []),
  ];
  const [part, choose] = useAreaPart('security', parts);
  return (
    <>
      <PageHeader title="帐号与安全" />
      <AreaTabs label="帐号与安全" parts={parts} chosen={part} onChoose={choose} />
      {part === 'accounts' && <Accounts />}
      {part === 'coverage' && <Coverage />}
      {part === 'matrix' && <PermissionMatrix />}
      {part === 'printers' && <PrinterRegister />}
      {part === 'media' && <MediaRegister />}
    </>
  );
}
