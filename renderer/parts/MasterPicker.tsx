import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MasterRow } from '../../shared/contract/master.ts';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { type Json, useSetting } from '../shell/settings.tsx';

const mostRecent = 6;
const mostShown = 20;
const pauseMs = 150;

interface Option extends MasterRef {
  readonly hint: string;
}

/** The words of a reference: code and name, once if both are the same. */
export function masterWords(ref: { readonly code: string; readonly name: string }): string {
  return ref.code === ref.name || ref.code === '' ? ref.name : `${ref.name}（${ref.code}）`;
}

/**
 * Picks master data by name, code or pinyin initials; recently picked first; each row shows what tells two alike apart.
 */
export function MasterPicker(props: {
  type: MasterType;
  label: string;
  value: MasterRef | null;
  onChange: (value: MasterRef | null, row: MasterRow | null) => void;
  /** Only equipment of this customer or model. */
  customerUid?: MasterUid | null | undefined;
  modelUid?: MasterUid | null | undefined;
  hideLabel?: boolean | undefined;
  required?: boolean | undefined;
  description?: string | undefined;
  error?: string | null | undefined;
  disabled?: boolean | undefined;
  placeholder?: string | undefined;
  autoFocus?: boolean | undefined;
  /** Empties the field after picking, for adding to a list. */
  adds?: boolean | undefined;
}) {
  const { type, value, onChange } = props;
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState<string | null>(null);
  const [asked] = useDebouncedValue(text ?? '', pauseMs);
  const [recent, setRecent] = useSetting<Json[]>(`recent.${type}`, []);
  const narrowed = props.customerUid != null || props.modelUid != null;
  const found = useQuery(
    api.master.list.queryOptions({
      input: {
        type,
        text: asked.trim(),
        customerUid: props.customerUid ?? null,
        modelUid: props.modelUid ?? null,
        limit: mostShown,
      },
      enabled: combobox.dropdownOpened,
      placeholderData: (before) => before,
    }),
  );
  const rows = (found.data?.rows ?? []).filter((row) => row.state !== 'merged' && row.state !== 'retired');
  const recentFirst = asked.trim() === '' && !narrowed ? (recent as unknown as Option[]) : [];
  const options: Option[] = [
    ...recentFirst,
    ...rows.filter((row) => !recentFirst.some((known) => known.uid === row.uid)),
  ];
  const { dropdownOpened, selectFirstOption } = combobox;
  const firstUid = options[0]?.uid;
  useEffect(() => {
    if (dropdownOpened && firstUid !== undefined) selectFirstOption();
  }, [dropdownOpened, firstUid, selectFirstOption]);

  const pick = (uid: string) => {
    const option = options.find((candidate) => candidate.uid === uid);
    if (option === undefined) return;
    const ref: Option = { uid: option.uid, code: option.code, name: option.name, hint: option.hint };
    const kept = (recent as unknown as Option[]).filter((known) => known.uid !== uid);
    setRecent([ref, ...kept].slice(0, mostRecent) as unknown as Json[]);
    setText(null);
    combobox.closeDropdown();
    onChange({ uid: ref.uid, code: ref.code, name: ref.name }, rows.find((row) => row.uid === uid) ?? null);
  };
  const shown = text ?? (value === null || props.adds === true ? '' : masterWords(value));
  return (
    <Combobox store={combobox} onOptionSubmit={pick} transitionProps={{ duration: 0 }} shadow="none">
      <Combobox.Target>
        <TextInput
          label={props.hideLabel === true ? undefined : props.label}
          aria-label={props.hideLabel === true ? props.label : undefined}
          withAsterisk={props.required ?? false}
          description={props.description}
          error={props.error ?? undefined}
          disabled={props.disabled ?? false}
          placeholder={props.placeholder ?? '名称、代码或拼音首字母'}
          autoFocus={props.autoFocus ?? false}
          autoComplete="off"
          value={shown}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => combobox.openDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            if (event.currentTarget.value === '' && value !== null && props.adds !== true)
              onChange(null, null);
          }}
          onBlur={() => {
            setText(null);
            combobox.closeDropdown();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && combobox.dropdownOpened) {
              event.preventDefault();
              setText(null);
              combobox.closeDropdown();
            }
          }}
          rightSection={
            value !== null && props.adds !== true && props.disabled !== true ? (
              <CloseButton
                size="sm"
                tabIndex={-1}
                aria-label={`清除${props.label}`}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChange(null, null)}
              />
            ) : undefined
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!combobox.dropdownOpened}>
        <Combobox.Options mah={280} className="picker-options" aria-label={props.label}>
          {options.map((option, index) => (
            <Combobox.Option key={option.uid} value={option.uid}>
              <span className="picker-row">
                <span>{masterWords(option)}</span>
                <span className="dim">
                  {index < recentFirst.length ? '最近 · ' : ''}
                  {option.hint}
                </span>
              </span>
            </Combobox.Option>
          ))}
          {options.length === 0 && (
            <Combobox.Empty>
              {found.isFetching ? '正在查找…' : '没有找到。可在“基础资料”中新建。'}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
