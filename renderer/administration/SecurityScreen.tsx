import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { Accounts } from './Accounts.tsx';
import { CloneAlarm } from './CloneAlarm.tsx';
import { ConfirmDate } from './ConfirmDate.tsx';
import { Coverage } from './Coverage.tsx';
import { Deputies } from './Deputies.tsx';
import { KeysPart } from './keys/KeysPart.tsx';
import { MediaRegister } from './MediaRegister.tsx';
import { PermissionMatrix } from './PermissionMatrix.tsx';
import { Policy } from './Policy.tsx';
import { PrinterRegister } from './PrinterRegister.tsx';
import { Proposals } from './Proposals.tsx';

type Part =
  | 'accounts'
  | 'proposals'
  | 'deputies'
  | 'coverage'
  | 'policy'
  | 'date'
  | 'clone'
  | 'keys'
  | 'matrix'
  | 'printers'
  | 'media';

/** Accounts, acts of two posts, deputies, gaps, policy, date, the permission matrix, printers and media: what administrators see. */
export function SecurityScreen() {
  const may = useMay();
  const administrates = may.act('account.create') || may.act('account.enable');
  const gaps = useQuery(api.people.coverage.queryOptions({ enabled: administrates }));
  const proposals = useQuery(api.administration.proposals.queryOptions({ enabled: administrates }));
  const mine = proposals.data?.rows.filter((row) => row.may.includes('confirmed')).length;
  const keys = useQuery(api.keys.state.queryOptions({ enabled: may.act('keys.manage') }));
  const doubted = useSession().conditions.includes('dateUnconfirmed');
  const clone = useQuery(api.administration.cloneAlarm.queryOptions({ enabled: may.act('site.trust') }));
  const parts: AreaPart<Part>[] = [
    ...(clone.data?.alarm != null ? [{ key: 'clone' as const, label: '站点副本', waiting: 1 }] : []),
    { key: 'accounts', label: '帐号' },
    ...(administrates ? [{ key: 'proposals' as const, label: '两岗事项', waiting: mine }] : []),
    { key: 'deputies', label: '代理' },
    ...(administrates
      ? [{ key: 'coverage' as const, label: '岗位空缺', waiting: gaps.data?.missing.length }]
      : []),
    { key: 'policy', label: '安全策略' },
    ...(may.act('date.confirm') ? [{ key: 'date' as const, label: '日期', waiting: doubted ? 1 : 0 }] : []),
    ...(may.act('keys.manage')
      ? [{ key: 'keys' as const, label: '密钥', waiting: keys.data?.dues.length }]
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
      {part === 'proposals' && <Proposals />}
      {part === 'deputies' && <Deputies />}
      {part === 'coverage' && <Coverage />}
      {part === 'policy' && <Policy />}
      {part === 'date' && <ConfirmDate />}
      {part === 'clone' && <CloneAlarm />}
      {part === 'keys' && <KeysPart />}
      {part === 'matrix' && <PermissionMatrix />}
      {part === 'printers' && <PrinterRegister />}
      {part === 'media' && <MediaRegister />}
    </>
  );
}
