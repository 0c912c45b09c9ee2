import { Menu } from '@mantine/core';
import { useState } from 'react';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { client, refreshRecords } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { useProblem } from '../parts/problem.tsx';
import { keyWords, useKey } from '../shell/keys.ts';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Opens a new draft of a kind in its own tab. Fields that begin with a value get it. */
export function useNewRecord(): (kind: RecordKind) => void {
  const tabs = useTabs();
  const problem = useProblem();
  return (kind) => {
    if (kind === 'phoneRecord') return tabs.open('phone');
    const form = latestForm(kind);
    const initial = form.fields.flatMap((field) =>
      field.initial === undefined ? [] : [[field.key, field.initial] as const],
    );
    client.records
      .create({
        kind,
        taskUid: null,
        customerUid: null,
        equipmentUids: [],
        occurredAt: null,
        parts: [],
        content: Object.fromEntries(initial),
      })
      .then(({ uid }) => {
        tabs.open(kind === 'task' ? 'task' : 'record', { uid }, `${form.title}（草稿）`);
        return refreshRecords();
      }, problem);
  };
}

/** 新建: the kinds of this area that the person may write. One kind makes a button, several a menu. */
export function NewRecord({ kinds, short = false }: { kinds: readonly RecordKind[]; short?: boolean }) {
  const may = useMay();
  const create = useNewRecord();
  const [opened, setOpened] = useState(false);
  const writable = kinds.filter((kind) => may.write(kind));
  const [only] = writable;
  useKey('create', () => setOpened(true), writable.length > 1);
  if (only === undefined) return null;
  if (writable.length === 1) {
    return (
      <KeyButton
        label={short ? '新建' : `新建${latestForm(only).title}`}
        keyName="create"
        onAct={() => create(only)}
      />
    );
  }
  return (
    <Menu opened={opened} onChange={setOpened} transitionProps={{ duration: 0 }} shadow="none">
      <Menu.Target>
        <button type="button" className="chip strong">
          新建 <kbd>{keyWords('create')}</kbd>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {writable.map((kind) => (
          <Menu.Item key={kind} onClick={() => create(kind)}>
            {latestForm(kind).title} <span className="dim">{latestForm(kind).code}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
