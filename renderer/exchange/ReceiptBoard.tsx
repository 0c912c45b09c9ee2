import { useState } from 'react';
import type { Month, SiteCode } from '../../shared/ids.ts';
import { Empty } from '../parts/Empty.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { PaperReceipts } from './PaperReceipts.tsx';
import { PrintPaper } from './PrintPaper.tsx';
import type { Overview } from './words.ts';

const cellWords: Readonly<
  Record<Overview['board'][number]['state'], { readonly sign: string; readonly label: string }>
> = {
  onTime: { sign: '●', label: '按时' },
  late: { sign: '▲', label: '迟到' },
  missing: { sign: '✕', label: '未到' },
  expected: { sign: '◐', label: '应到' },
  future: { sign: '', label: '—' },
};

/** Units × months: what is expected, on time, late or missing, with the numbers of the series. */
export function ReceiptBoard({ overview }: { overview: Overview }) {
  const { board, months, sites } = overview;
  const [reminding, setReminding] = useState<{ site: SiteCode; month: Month } | null>(null);
  const others = sites.filter((site) => !site.self);
  if (others.length === 0)
    return <Empty why="还没有建立信任的站点，因此没有应收的数据包。先在“站点与名册”中与对方办理信任建立。" />;
  const late = board.filter((cell) => cell.state === 'missing' || cell.state === 'late').length;
  return (
    <ScrollBody label="收发看板">
      <p className={late > 0 ? 'callout attention' : 'callout done'}>
        {late > 0 ? `▲ ${late} 个数据包迟到或未到，请催收。` : '● 应到的数据包都已按时收到。'}
      </p>
      {overview.overdue.map((one) => (
        <p key={`${one.site} ${one.what}`} className="callout attention" role="status">
          {one.what === 'package'
            ? `▲ ${one.site} 的第 ${one.seq ?? ''} 号包应于 ${one.since} 前到，尚未收到。`
            : `▲ 发往 ${one.site} 的第 ${one.seq ?? ''} 号包两个报告期没有回执（应于 ${one.since} 前收到），请查询对方是否收到。`}
        </p>
      ))}
      <div className="section" style={{ overflowX: 'auto', marginTop: 12 }}>
        <table className="receipt-board">
          <caption className="hidden-label">收包看板：单位与月份</caption>
          <thead>
            <tr>
              <th scope="col">站点</th>
              {months.map((month) => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {others.map((site) => (
              <tr key={site.code}>
                <th scope="row">
                  {site.name} <span className="dim">{site.code}</span>
                </th>
                {months.map((month) => {
                  const cell = board.find((one) => one.site === site.code && one.month === month);
                  const { sign, label } = cellWords[cell?.state ?? 'future'];
                  return (
                    <td key={month} className={cell?.state ?? 'future'}>
                      <span aria-hidden="true">{sign}</span>{' '}
                      {cell?.state === 'missing' ? (
                        <button
                          type="button"
                          className="board-act"
                          onClick={() => setReminding({ site: cell.site, month: cell.month })}
                        >
                          未到，催收
                        </button>
                      ) : (
                        label
                      )}
                      {cell !== undefined && cell.seqs.length > 0 && (
                        <small>{cell.seqs.map((seq) => `#${seq}`).join(' ')}</small>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reminding !== null && (
        <PrintPaper
          key={`${reminding.site} ${reminding.month}`}
          paper={{ kind: 'reminder', ...reminding }}
          name={`${reminding.site} ${reminding.month} 催收函`}
        />
      )}
      <PaperReceipts overview={overview} />
      <p className="hint">
        每站每月一包，次月 5 日前到为按时。# 后是该站数据包的序号，缺号表示中间有数据包未到。
      </p>
    </ScrollBody>
  );
}
