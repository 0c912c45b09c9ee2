import { Checkbox, Popover } from '@mantine/core';

/** Chooses which columns a list shows and in which order, kept per person; exports follow it. */
export function ColumnChoice(props: {
  columns: readonly { readonly key: string; readonly label: string }[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
}) {
  const shown = props.shown.filter((key) => props.columns.some((column) => column.key === key));
  const hidden = props.columns.map((column) => column.key).filter((key) => !shown.includes(key));
  const labelOf = (key: string) => props.columns.find((column) => column.key === key)?.label ?? key;
  const earlier = (key: string) => {
    const at = shown.indexOf(key);
    if (at > 0) props.onChange(shown.toSpliced(at, 1).toSpliced(at - 1, 0, key));
  };
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="chip">
          列 {shown.length}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className="order-columns" aria-label="显示的列">
          {[...shown, ...hidden].map((key) => (
            <li key={key}>
              <Checkbox
                label={labelOf(key)}
                checked={shown.includes(key)}
                onChange={(event) => {
                  if (event.currentTarget.checked) props.onChange([...shown, key]);
                  else if (shown.length > 1) props.onChange(shown.filter((other) => other !== key));
                }}
              />
              {shown.indexOf(key) > 0 && (
                <button
                  type="button"
                  className="link-button"
                  aria-label={`${labelOf(key)}列前移`}
                  onClick={() => earlier(key)}
                >
                  ↑
                </button>
              )}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
