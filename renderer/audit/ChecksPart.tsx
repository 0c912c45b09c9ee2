import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditCheckResult } from '../../shared/contract/audit.ts';
import type { Day } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useSession } from '../shell/session.tsx';

const daysBack = 90;

/** First day of the period that is shown at first. */
export function firstDayOf(today: string): Day {
  return new Date(Date.parse(`${today}T00:00:00Z`) - daysBack * 86_400_000).toISOString().slice(0, 10) as Day;
}

/** The built-in checks of a period: what each looks for, and the rows behind what it found. */
export function ChecksPart() {
  const { today } = useSession();
  const [from, setFrom] = useState<Day | null>(firstDayOf(today));
  const [to, setTo] = useState<Day | null>(today as Day);
  const ready = from !== null && to !== null && from <= to;
  const result = useQuery(
    api.audit.checks.queryOptions({
      input: { from: from ?? (today as Day), to: to ?? (today as Day) },
      enabled: ready,
      placeholderData: (before) => before,
    }),
  );
  if (result.isError) throw result.error;
  const checks = result.data?.checks ?? [];
  const found = checks.filter(({ total }) => total > 0).length;
  return (
    <>
      <FilterBar
        count={
          !ready
            ? '起止日期不完整或颠倒'
            : result.isPending
              ? '正在检查'
              : found === 0
                ? '各项均未发现问题'
                : `${found} 项有发现`
        }
      >
        <DayInput label="从" hideLabel placeholder="从哪天" value={from} onChange={setFrom} />
        <DayInput label="到" hideLabel placeholder="到哪天" value={to} onChange={setTo} />
      </FilterBar>
      <ScrollBody label="内置检查" className="page-body audit-part">
        {checks.map((check) => (
          <CheckCard key={check.key} check={check} />
        ))}
      </ScrollBody>
    </>
  );
}

function CheckCard({ check }: { check: AuditCheckResult }) {
  return (
    <section className="check-card" aria-label={check.title}>
      <h2>
        {check.title}
        {check.total === 0 ? (
          <ToneTag tone="done">未发现</ToneTag>
        ) : (
          <ToneTag tone="refused">{`${check.total} 处`}</ToneTag>
        )}
      </h2>
      <p className="dim">{check.definition}</p>
      {check.total > 0 && (
        <ul>
          {check.findings.map((finding) => (
            <li key={`${finding.seq} ${finding.at} ${finding.text}`}>
              {finding.seq > 0 && <span className="number">第 {finding.seq} 行</span>} {finding.text}
            </li>
          ))}
        </ul>
      )}
      {check.total > check.findings.length && (
        <p className="hint">只列出最近的 {check.findings.length} 处；缩短期间可看到其余的。</p>
      )}
    </section>
  );
}
