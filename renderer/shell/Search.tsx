import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { api } from '../client.ts';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from './marking.tsx';
import { areasFor } from './navigation.ts';
import { useOpenRecord } from './openRecord.ts';
import { useMay, useSession } from './session.tsx';
import { useTabs } from './tabs.tsx';

const pauseMs = 250;
const mostShown = 12;
const [store, spotlight] = createSpotlight();

/** Ctrl+K: finds records by number, unit, serial or any words of them, and areas by name. ↑↓ Enter Esc. */
export function Search({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const may = useMay();
  const openRecord = useOpenRecord();
  const tabs = useTabs();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), pauseMs);
  useEffect(() => spotlight.open(), []);
  const found = useQuery(
    api.records.list.queryOptions({
      input: { filter: { text: asked }, limit: mostShown },
      enabled: asked !== '' && may.act('record.work'),
      placeholderData: (before) => before,
    }),
  );
  const rows = asked === '' ? [] : (found.data?.rows ?? []);
  useMarkingsOnScreen(rows.map((row) => row.marking));
  const areas = areasFor(session).filter((area) => text.trim() === '' || area.title.includes(text.trim()));
  const close = () => {
    spotlight.close();
    onClose();
  };
  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={setText}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight={480}
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
    >
      <Spotlight.Search
        placeholder="编号、用户单位、产品编号或任意文字；可用 AND、OR、NOT"
        aria-label="搜索记录"
        onKeyDown={(event) => {
          // Enter without having moved opens the first one.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          const root = event.currentTarget.closest('[role="dialog"]') ?? document;
          if (root.querySelector('[data-action][data-selected]') !== null) return;
          root.querySelector<HTMLElement>('[data-action]')?.click();
        }}
      />
      <Spotlight.ActionsList>
        {rows.map((row) => (
          <Spotlight.Action
            key={row.uid}
            closeSpotlightOnTrigger={false}
            onClick={() => {
              close();
              openRecord(row);
            }}
          >
            <span className="found-row">
              <span>
                <span className="number">{row.number || latestForm(row.kind).title}</span>{' '}
                <MarkingTag marking={row.marking} /> <StateTag state={row.state} />
              </span>
              <span>{row.title}</span>
              <span className="dim">
                {latestForm(row.kind).title} · {row.customer?.name ?? '未填单位'} ·{' '}
                {displayInstant(row.occurredAt)}
              </span>
            </span>
          </Spotlight.Action>
        ))}
        {areas.map((area) => (
          <Spotlight.Action
            key={area.key}
            closeSpotlightOnTrigger={false}
            onClick={() => {
              close();
              tabs.open(area.key);
            }}
          >
            <span className="dim">打开　</span>
            {area.title}
          </Spotlight.Action>
        ))}
        {rows.length === 0 && areas.length === 0 && (
          <Spotlight.Empty>
            {found.isFetching ? '正在查找…' : '没有找到。只显示您可以阅读的记录。'}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
      <Spotlight.Footer>
        <span className="dim">↑↓ 移动　Enter 打开　Esc 关闭</span>
      </Spotlight.Footer>
    </Spotlight.Root>
  );
}
