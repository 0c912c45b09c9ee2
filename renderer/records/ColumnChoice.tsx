import { Checkbox, Popover, Stack } from '@mantine/core';

/** Chooses which columns a list shows, kept per person. */
export function ColumnChoice(props: {
  columns: readonly { readonly key: string; readonly label: string }[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
}) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="chip">
          列 {props.shown.length}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label="显示的列"
          value={[...props.shown]}
          onChange={(shown) =>
            shown.length > 0 &&
            props.onChange(props.columns.map((column) => column.key).filter((key) => shown.includes(key)))
          }
        >
          <Stack gap="xs">
            {props.columns.map((column) => (
              <Checkbox key={column.key} value={column.key} label={column.label} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
