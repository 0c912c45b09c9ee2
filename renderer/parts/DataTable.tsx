// biome-ignore-all lint/a11y/useSemanticElements: rows outside the window are not drawn, so a <table> cannot be used
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid itself handles the keys
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** Grid track: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly render: (row: Row) => ReactNode;
  readonly numeric?: boolean;
}

/** Least width of a grid track in px: the first length that it names. */
function leastWidth(track: string): number {
  return Number(/(\d+)px/.exec(track)?.[1] ?? 0);
}

const rowHeight = 36;
/** Rows left below the last one shown when the next page is asked for. */
const readAhead = 20;

/**
 * A list that only draws what is in sight: 36 px rows under a sticky head, ↑↓ PgUp PgDn Home End move, Enter opens,
 * more rows are asked for as the end comes near.
 */
export function DataTable<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Key of the row whose detail is shown. */
  chosen?: string | null;
  /** The row under the cursor changed. */
  onMove?: (row: Row) => void;
  /** Enter, or a click. */
  onOpen: (row: Row) => void;
  onEscape?: () => void;
  more?: { readonly has: boolean; readonly loading: boolean; readonly load: () => void };
  loading?: boolean;
  empty: ReactNode;
  rowClass?: (row: Row) => string;
}) {
  const { rows, columns, rowKey, more } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState<string | null>(props.chosen ?? null);
  const chosen = props.chosen;
  useEffect(() => {
    if (chosen !== undefined && chosen !== null) setActive(chosen);
  }, [chosen]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: 560 },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const wantsMore = more?.has === true && !more.loading && last >= rows.length - readAhead;
  const load = more?.load;
  useEffect(() => {
    if (wantsMore) load?.();
  }, [wantsMore, load]);

  const activeIndex = rows.findIndex((row) => rowKey(row) === active);
  const go = (index: number) => {
    const target = Math.max(0, Math.min(index, rows.length - 1));
    const row = rows[target];
    if (row === undefined) return;
    setActive(rowKey(row));
    virtual.scrollToIndex(target);
    props.onMove?.(row);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 360) / rowHeight) - 2);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex <= 0 ? 0 : activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      go(target);
    } else if (event.key === 'Enter') {
      const row = rows[activeIndex] ?? rows[0];
      if (row === undefined) return;
      event.preventDefault();
      setActive(rowKey(row));
      props.onOpen(row);
    } else if (event.key === 'Escape' && props.onEscape !== undefined) {
      event.preventDefault();
      props.onEscape();
    }
  };
  const tracks = columns.map((column) => column.width).join(' ');
  // Narrower than its columns, the table scrolls in its own frame instead of cutting them off.
  const least = columns.reduce((sum, column) => sum + leastWidth(column.width), 0);
  const grid = { gridTemplateColumns: tracks, minWidth: least };
  return (
    <div
      className="table"
      role="grid"
      aria-label={props.label}
      aria-rowcount={more?.has === true ? -1 : rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="table-scroll" ref={scroller} role="presentation">
        <div role="rowgroup" className="table-head-group">
          <div className="table-row table-head" role="row" style={grid} tabIndex={-1}>
            {columns.map((column) => (
              <div
                key={column.key}
                role="columnheader"
                tabIndex={-1}
                className={column.numeric === true ? 'cell numeric' : 'cell'}
              >
                {column.label}
              </div>
            ))}
          </div>
        </div>
        {rows.length === 0 && (
          <div role="rowgroup">
            <div role="row" tabIndex={-1}>
              <div role="gridcell" tabIndex={-1}>
                {props.loading === true ? <div className="loading">正在读取…</div> : props.empty}
              </div>
            </div>
          </div>
        )}
        <div
          className="table-body"
          role="presentation"
          style={{ height: virtual.getTotalSize(), minWidth: least }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            const marks = ['table-row'];
            if (key === active) marks.push('active');
            if (key === chosen) marks.push('chosen');
            const extra = props.rowClass?.(row);
            if (extra) marks.push(extra);
            return (
              <div
                key={key}
                id={`${id}-${item.index}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={key === active}
                tabIndex={-1}
                className={marks.join(' ')}
                style={{ ...grid, transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setActive(key);
                  props.onOpen(row);
                }}
              >
                {columns.map((column) => (
                  <div
                    key={column.key}
                    role="gridcell"
                    tabIndex={-1}
                    className={column.numeric === true ? 'cell numeric' : 'cell'}
                  >
                    {column.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {more?.loading === true && rows.length > 0 && <div className="loading">正在读取后面的行…</div>}
      </div>
    </div>
  );
}
