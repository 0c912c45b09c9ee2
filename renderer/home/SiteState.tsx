import { useQuery } from '@tanstack/react-query';
import { displayInstant } from '../../shared/forms/display.ts';
import { siteConditions, withholdableActs } from '../../shared/policy/siteConditions.ts';
import { api } from '../client.ts';
import { ToneTag } from '../parts/tags.tsx';
import { sizeWords } from '../parts/words.ts';
import { useMay, useSession } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** What concerns the whole site, above everybody's work: backup, conditions that withhold acts, and for administrators disk and waiting acts. */
export function SiteState() {
  const session = useSession();
  const may = useMay();
  const administrates = may.act('account.create') || may.act('account.enable') || may.act('audit.read');
  return (
    <>
      {session.warnings.map((warning) => (
        <p className="warning-line" role="alert" key={warning}>
          <ToneTag tone="refused">须处理</ToneTag> {warning}
        </p>
      ))}
      {session.conditions.map((condition) => {
        const { name, remedy, withholds } = siteConditions[condition];
        return (
          <p className="warning-line" role="alert" key={condition}>
            <ToneTag tone="refused">{name}</ToneTag> 暂不办理：
            {withholds.map((act) => withholdableActs[act]).join('、')}。{remedy}
            {condition === 'dateUnconfirmed' && may.act('date.confirm') && <ConfirmDateLink />}
          </p>
        );
      })}
      {administrates && <Health />}
    </>
  );
}

/** Opens a part of the administrators' screen. */
function useSecurityPart(): (part: string) => void {
  const tabs = useTabs();
  const [, save] = useSetting<string>('area.security', '');
  return (part) => {
    save(part);
    tabs.open('security');
  };
}

function ConfirmDateLink() {
  const open = useSecurityPart();
  return (
    <button type="button" className="link-button" onClick={() => open('date')}>
      确认日期
    </button>
  );
}

/** Disk, backup and what waits for the administrators; each line leads to its screen. */
function Health() {
  const open = useSecurityPart();
  const health = useQuery(api.administration.health.queryOptions());
  if (health.error !== null) throw health.error;
  if (health.data === undefined) return null;
  const { disk, backup, waitingProposals, waitingAccounts, gaps, policyFaults } = health.data;
  const used = disk.totalBytes === 0 ? 100 : Math.round((1 - disk.freeBytes / disk.totalBytes) * 100);
  const diskTone = disk.level === 'ok' ? 'done' : disk.level === 'warn' ? 'attention' : 'refused';
  const diskWords = { ok: '正常', warn: '将满', full: '已满，业务写入暂停' }[disk.level];
  return (
    <section className="section" aria-label="本站状态">
      <h2>本站状态</h2>
      <dl className="facts">
        <dt>数据磁盘</dt>
        <dd>
          <ToneTag tone={diskTone}>{diskWords}</ToneTag> 已用 {used}%，剩余 {sizeWords(disk.freeBytes)}
        </dd>
        <dt>最近备份</dt>
        <dd>
          <ToneTag tone={backup.warning === null ? 'done' : 'refused'}>
            {backup.warning === null ? '正常' : '须处理'}
          </ToneTag>{' '}
          {backup.lastAt === null ? '从未备份' : displayInstant(backup.lastAt)}
        </dd>
        <dt>两岗事项</dt>
        <dd>
          <button type="button" className="link-button" onClick={() => open('proposals')}>
            待确认 {waitingProposals} 项
          </button>
        </dd>
        <dt>新帐号</dt>
        <dd>
          <button type="button" className="link-button" onClick={() => open('accounts')}>
            待启用 {waitingAccounts} 个
          </button>
        </dd>
        <dt>岗位空缺</dt>
        <dd>
          <button type="button" className="link-button" onClick={() => open('coverage')}>
            {gaps} 件事没有人能办
          </button>
        </dd>
        {policyFaults > 0 && (
          <>
            <dt>安全策略</dt>
            <dd>
              <ToneTag tone="refused">被改动</ToneTag> {policyFaults} 项存储值越过底线，已按默认值执行
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
