import type { FigureTable } from '../../shared/contract/reports.ts';
import { mtbf, mtbfConfidence } from '../../shared/figures/mtbf.ts';
import type { ReadDb } from '../database/handles.ts';
import type { FigureScope } from '../database/stores/facts.ts';
import { reliability } from '../database/stores/factTables.ts';

/**
 * Reliability by model. Hours T: the highest 累计工作时间 of each set in repair reports up to the last day, and where no report names
 * any, that of its master data; sets without hours are left out with their faults. Faults with a cause that is not the product's
 * (使用、运输、外部) do not count.
 */
export async function reliabilityTable(db: ReadDb, scope: FigureScope): Promise<FigureTable> {
  const months = monthsBetween(scope.from, scope.to);
  const rows = await reliability(db, scope);
  return {
    key: 'reliability',
    title: `可靠性（期末累计；MTBF 区间为 ${mtbfConfidence * 100}% 双侧 χ²，无故障时为单侧下限）`,
    columns: [
      '产品型号',
      '在用台套',
      '有工作时间（取自06A）',
      '累计小时',
      '故障（非相关）',
      'MTBF 小时',
      'MTBF 区间',
      '百台月故障率',
    ],
    rows: rows.map((row) => {
      const { point, lower, upper } = mtbf(row.hours, row.relevant, mtbfConfidence);
      const bounds = [lower, upper].map((bound) => (bound === null ? '—' : Math.round(bound)));
      return [
        row.model,
        row.sets,
        `${row.known}（${row.reported}）`,
        Math.round(row.hours),
        `${row.relevant}（${row.irrelevant}）`,
        point === null ? '无数据' : Math.round(point),
        lower === null ? '无数据' : bounds.join(' 至 '),
        Math.round((10_000 * row.inScope) / row.sets / months) / 100,
      ];
    }),
  };
}

function monthsBetween(from: string, to: string): number {
  const [y1 = 0, m1 = 1] = from.split('-').map(Number);
  const [y2 = 0, m2 = 1] = to.split('-').map(Number);
  return (y2 - y1) * 12 + m2 - m1 + 1;
}
