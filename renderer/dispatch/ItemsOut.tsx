import { Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ItemOutRow } from '../../shared/contract/following.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { type SettledHow, settledWords, settlementsFor, takenKinds } from '../../shared/rules/itemsOut.ts';
import { api, client, refreshRecords } from '../client.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Notices on which something did not come back, each thing with its settlement. */
export function ItemsOut() {
  const found = useQuery(api.service.itemsOut.queryOptions());
  const tabs = useTabs();
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.notice.marking));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取未带回物品" />;
  return (
    <div className="page-body">
      {rows.length === 0 && <Empty why="携带的物品都已带回，或已说明去向。" />}
      {rows.map(({ notice, items }) => (
        <section key={notice.uid} className="section" aria-label={notice.number}>
          <h2>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('record', { uid: notice.uid }, notice.number)}
            >
              {notice.number}
            </button>{' '}
            <MarkingTag marking={notice.marking} /> <span className="clause">{notice.title}</span>
          </h2>
          <ItemsOutTable items={items} />
        </section>
      ))}
    </div>
  );
}

/** Things that did not come back: kind, name, number, quantity, and what became of each. */
export function ItemsOutTable({ items }: { items: readonly ItemOutRow[] }) {
  const may = useMay();
  const [settling, setSettling] = useState<ItemOutRow | null>(null);
  return (
    <>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">类别</th>
            <th scope="col">名称</th>
            <th scope="col">编号</th>
            <th scope="col">数量</th>
            <th scope="col">登记</th>
            <th scope="col">去向</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.uid}>
              <td className="whole">
                {item.kind === 'medium' && item.how === null ? (
                  <ToneTag tone="refused">涉密载体</ToneTag>
                ) : (
                  takenKinds[item.kind]
                )}
              </td>
              <td>{item.name}</td>
              <td>{item.number}</td>
              <td>{item.quantity}</td>
              <td className="whole">{displayInstant(item.notedAt)}</td>
              <td>
                {item.how !== null ? (
                  <>
                    <ToneTag tone={item.how === 'lost' ? 'refused' : 'done'}>
                      {settledWords[item.how]}
                    </ToneTag>{' '}
                    <span className="dim">
                      {item.note} {item.settledBy}
                    </span>
                  </>
                ) : (
                  <KeyButton
                    label="核销"
                    size="xs"
                    blocked={may.act('item.settle') ? null : '由派工签发人、主管或管理信息部核销。'}
                    onAct={() => setSettling(item)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {settling !== null && <SettleDialog item={settling} onClose={() => setSettling(null)} />}
    </>
  );
}

function SettleDialog({ item, onClose }: { item: ItemOutRow; onClose: () => void }) {
  const problem = useProblem();
  const ways = settlementsFor(item.kind).filter((how) => how !== 'corrected');
  const [how, setHow] = useState<SettledHow>('returned');
  const [note, setNote] = useState('');
  const settle = () => {
    if (how === 'corrected') return;
    onClose();
    client.service.settleItem({ uid: item.uid as ObjectUid, how, note: note.trim() }).then(async () => {
      showDone(`${item.name} 已核销`);
      await refreshRecords();
    }, problem);
  };
  return (
    <AskDialog
      title={`核销 ${takenKinds[item.kind]}“${item.name}”`}
      confirm="核销"
      blocked={note.trim().length < 2}
      onConfirm={settle}
      onClose={onClose}
    >
      <Select
        label="去向"
        allowDeselect={false}
        data={ways.map((value) => ({ value, label: settledWords[value] }))}
        value={how}
        onChange={(value) => value !== null && setHow(value as SettledHow)}
      />
      <Textarea
        label="说明"
        description={
          item.kind === 'medium'
            ? '涉密载体丢失由主管或单位领导登记，并按保密规定报告。'
            : '写明谁、何时、凭什么（收条、报告编号）。'
        }
        data-autofocus
        autosize
        minRows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
