import { CloseButton, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useKey } from '../shell/keys.ts';

/** A filter that can be on or off, with its live count where it is cheap to know. */
export interface FilterChip {
  readonly key: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly on: boolean;
  readonly onToggle: () => void;
}

/** Chips, a text to search for, the count; Ctrl+F goes to the text. The text is passed on at Enter or after a pause. */
export function FilterBar(props: {
  chips?: readonly FilterChip[];
  text?: { value: string; placeholder: string; onChange: (text: string) => void };
  count?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <search className="filter-bar" aria-label="筛选">
      {props.text !== undefined && <FilterText {...props.text} />}
      {(props.chips ?? []).map((chip) => (
        <button key={chip.key} type="button" className="chip" aria-pressed={chip.on} onClick={chip.onToggle}>
          {chip.on && <span aria-hidden="true">✓ </span>}
          {chip.label}
          {chip.count !== undefined && <span className="chip-count"> {chip.count}</span>}
        </button>
      ))}
      {props.children}
      {props.count !== undefined && <span className="filter-count">{props.count}</span>}
    </search>
  );
}

/** Waits until typing pauses, so that each letter does not become a search of its own in the audit log. */
const pauseMs = 350;

function FilterText(props: { value: string; placeholder: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(props.value);
  const input = useRef<HTMLInputElement>(null);
  const composing = useRef(false);
  useKey('filter', () => input.current?.select());
  const { onChange, value } = props;
  useEffect(() => {
    if (typed === value || composing.current) return undefined;
    const timer = setTimeout(() => onChange(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <TextInput
      ref={input}
      className="filter-text"
      aria-label={props.placeholder}
      placeholder={props.placeholder}
      value={typed}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        setTyped(event.currentTarget.value);
        onChange(event.currentTarget.value);
      }}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') onChange(typed);
        if (event.key === 'Escape' && typed !== '') {
          event.preventDefault();
          setTyped('');
          onChange('');
        }
      }}
      rightSection={
        typed === '' ? undefined : (
          <CloseButton
            size="sm"
            aria-label="清除"
            onClick={() => {
              setTyped('');
              onChange('');
            }}
          />
        )
      }
    />
  );
}
