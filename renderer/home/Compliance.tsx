import './home.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tile } from '../../shared/contract/inspecting.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import type { Day } from '../../shared/ids.ts';
import { api, client } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { type Tone, ToneTag } from '../parts/tags.tsx';
import { RecordRows } from '../records/RecordRows.tsx';
import { useKey } from '../shell/keys.ts';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useSession } from '../shell/session.tsx';
import { PaperActs } from './PaperActs.tsx';

const tones: Readonly<Record<Tile['tone'], { tone: Tone; words: string }>> = {
  red: { tone: 'refused', words: '有违反' },
  amber: { tone: 'attention', words: '须注意' },
  green: { tone: 'done', words: '符合' },
};

/** One tile per clause, red, amber or green, with its definition; chosen, its evidence beside. Printable for the period. */
export function Compliance() {
  const { today } = useSession();
  const [from, setFrom] = useState<Day | null>(`${today.slice(0, 4)}-01-01` as Day);
  const [to, setTo] = useState<Day | null>(today as Day);
  const [key, setKey] = useState<Tile['key'] | null>(null);
  const period = from === null || to === null || from > to ? null : { from, to };
  const found = useQuery(
    api.service.compliance.queryOptions({
      input: period ?? { from: today as Day, to: today as Day },
      enabled: period !== null,
      placeholderData: (before) => before,
    }),
  );
  const tiles = found.data?.tiles ?? [];
  const chosen = tiles.find((tile) => tile.key === key) ?? null;
  useMarkingsOnScreen(tiles.flatMap((tile) => tile.rows.map((row) => row.marking)));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  return (
    <SplitView
      name="compliance"
      listWidth={640}
      list={
        <div className="page-body">
          <div className="line-fields">
            <DayInput label="从" value={from} onChange={setFrom} />
            <DayInput label="到" value={to} onChange={setTo} />
            <span className="dim">按发生日期；只含您有权知悉的记录</span>
          </div>
          {found.data === undefined ? (
            <Loading what="正在核对各条款" />
          ) : (
            <div className="tiles">
              {tiles.map((tile) => (
                <button
                  key={tile.key}
                  type="button"
                  className={`tile tile-${tile.tone}`}
                  aria-pressed={tile.key === key}
                  onClick={() => setKey(tile.key)}
                >
                  <span className="clause">{tile.clause}</span>
                  <b>{tile.title}</b>
                  <span>
                    <ToneTag tone={tones[tile.tone].tone}>{tones[tile.tone].words}</ToneTag>{' '}
                    {tile.red > 0 && `红 ${tile.red}`} {tile.amber > 0 && `黄 ${tile.amber}`}
                  </span>
                </button>
              ))}
            </div>
          )}
          <section className="section">
            <h2>打印</h2>
            <PaperActs
              name="条款符合性"
              blocked={period === null ? '起止日期不完整或颠倒' : null}
              preview={() => client.printing.previewCompliance(period ?? failed())}
              print={(printer) => client.printing.printCompliance({ ...(period ?? failed()), printer })}
            />
          </section>
        </div>
      }
      detail={
        chosen === null || period === null ? null : (
          <Evidence key={chosen.key} tile={chosen} period={period} onBack={() => setKey(null)} />
        )
      }
    />
  );
}

/** The buttons are blocked while the period is not whole. */
function failed(): never {
  throw new Error('no period');
}

function Evidence(props: { tile: Tile; period: { from: Day; to: Day }; onBack: () => void }) {
  const { tile, period } = props;
  useKey('back', props.onBack);
  const found = useQuery(
    api.service.complianceEvidence.queryOptions({ input: { ...period, key: tile.key } }),
  );
  const { red = [], amber = [] } = found.data ?? {};
  useMarkingsOnScreen([...red, ...amber].map((row) => row.marking));
  return (
    <section className="page-body" aria-label={`${tile.clause} ${tile.title}`}>
      <section className="section">
        <h2>
          {tile.title} <span className="clause">{tile.clause}</span>
        </h2>
        <dl className="facts">
          <dt>红的含义</dt>
          <dd>{tile.redMeans}</dd>
          <dt>黄的含义</dt>
          <dd>{tile.amberMeans}</dd>
        </dl>
      </section>
      {found.data === undefined && <Loading what="正在读取证据" />}
      <EvidenceRows title="红" rows={red} />
      <EvidenceRows title="黄" rows={amber} />
      {found.data !== undefined && red.length + amber.length === 0 && (
        <Empty why="没有违反，也没有须注意的。" />
      )}
    </section>
  );
}

function EvidenceRows({ title, rows }: { title: string; rows: readonly RecordRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="section" aria-label={title}>
      <h2>
        {title} <b>{rows.length}</b>
      </h2>
      <RecordRows rows={rows} />
    </section>
  );
}
