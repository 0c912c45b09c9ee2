import type { FieldDefinition } from '../../shared/forms/definition.ts';
import { displayRows, displayValue } from '../../shared/forms/display.ts';
import { isEmptyValue } from '../../shared/forms/values.ts';

/** A field's value for reading: lists as small tables, everything else as text; empty is a dash. */
export function FieldShow({ field, value }: { field: FieldDefinition; value: unknown }) {
  if (isEmptyValue(value)) return <span className="dim">—</span>;
  if (field.type === 'itemList' && field.columns !== undefined) {
    return (
      <table className="small-table">
        <thead>
          <tr>
            {field.columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {displayRows(field, value).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a stored list have no identity but their place
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={field.columns?.[place]?.key}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  if (field.type === 'data') return <span className="dim">随报告提交时冻结，见“数据”</span>;
  return <span className="field-text">{displayValue(field, value)}</span>;
}
