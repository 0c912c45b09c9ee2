import type { FigureTable as Table } from '../../shared/contract/reports.ts';
import { chartOf } from '../../shared/figures/charts.ts';
import { FigureChart } from './FigureChart.tsx';

/** Tables of figures, each with its drawing above where it has one. Empty ones are left out. */
export function FigureTables({ tables }: { tables: readonly Table[] }) {
  return (
    <>
      {tables.map((table) => (
        <FigureTable key={table.key} table={table} />
      ))}
    </>
  );
}

function FigureTable({ table }: { table: Table }) {
  if (table.rows.length === 0) return null;
  const chart = chartOf(table);
  const numeric = (place: number) => table.rows.every((row) => typeof row[place] === 'number');
  return (
    <div className="brief-table">
      {chart !== null && <FigureChart chart={chart} />}
      <table className="small-table">
        <caption>{table.title}</caption>
        <thead>
          <tr>
            {table.columns.map((column, place) => (
              <th key={column} scope="col" className={numeric(place) ? 'numeric' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join(' ')}>
              {row.map((cell, place) => (
                <td key={table.columns[place]} className={numeric(place) ? 'numeric' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
