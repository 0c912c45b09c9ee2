import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AccountRef } from '../../shared/contract/primitives.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { api } from '../client.ts';

/** Picks a person with an account, of one role where that matters. */
export function AccountPicker(props: {
  label: string;
  value: AccountRef | null;
  onChange: (value: AccountRef | null) => void;
  role?: Role | null;
  hideLabel?: boolean | undefined;
  required?: boolean | undefined;
  error?: string | null | undefined;
  disabled?: boolean | undefined;
}) {
  const found = useQuery(api.people.choose.queryOptions({ input: { role: props.role ?? null, text: '' } }));
  const rows = found.data?.rows ?? [];
  const known = props.value === null || rows.some((row) => row.uid === props.value?.uid);
  const all = known || props.value === null ? rows : [props.value, ...rows];
  return (
    <Select
      label={props.hideLabel === true ? undefined : props.label}
      aria-label={props.hideLabel === true ? props.label : undefined}
      withAsterisk={props.required ?? false}
      error={props.error ?? undefined}
      disabled={props.disabled ?? false}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `清除${props.label}` }}
      nothingFoundMessage="没有找到"
      placeholder="姓名"
      data={all.map((row) => ({ value: row.uid, label: row.name }))}
      value={props.value?.uid ?? null}
      onChange={(uid) => props.onChange(all.find((row) => row.uid === uid) ?? null)}
    />
  );
}
