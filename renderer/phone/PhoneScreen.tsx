import { Checkbox, Radio, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { api, client, refreshRecords } from '../client.ts';
import { Empty } from '../parts/Empty.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { MasterPicker, masterWords } from '../parts/MasterPicker.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { DueTag, MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { type Json, useSetting } from '../shell/settings.tsx';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { CallerField } from './CallerField.tsx';

interface Draft {
  readonly direction: 'in' | 'out';
  readonly caller: string;
  readonly number: string;
  readonly customer: MasterRef | null;
  readonly equipment: readonly MasterUid[];
  readonly need: string;
  readonly opinion: string;
  readonly solved: boolean;
  /** `none`: closed with its result; `new`: opens a task; otherwise the task that the call belongs to. */
  readonly task: 'none' | 'new' | RecordUid;
}
const empty: Draft = {
  direction: 'in',
  caller: '',
  number: '',
  customer: null,
  equipment: [],
  need: '',
  opinion: '',
  solved: false,
  task: 'none',
};

/** F2: six fields, caller first, one key to save. What is typed survives a lock and a restart. */
export function PhoneScreen() {
  const [saved, save] = useSetting<Json>('draft.phone', null);
  const draft: Draft = { ...empty, ...(saved as unknown as Partial<Draft> | null) };
  const set = (part: Partial<Draft>) => save({ ...draft, ...part } as unknown as Json);
  const problem = useProblem();
  const may = useMay();
  const tabs = useTabs();
  const tab = useCurrentTab();
  const [busy, setBusy] = useState(false);
  const context = useQuery(
    api.service.callerContext.queryOptions({
      input: { customerUid: draft.customer?.uid ?? ('' as MasterUid) },
      enabled: draft.customer !== null,
      staleTime: 0,
    }),
  );
  const known = draft.customer === null ? undefined : context.data;
  useMarkingsOnScreen([
    ...(known?.openTasks ?? []).map((row) => row.marking),
    ...(known?.recentCalls ?? []).map((row) => row.marking),
  ]);

  const gaps = [
    draft.caller.trim() === '' ? '对方姓名' : '',
    draft.need.trim() === '' ? '用户需求' : '',
    draft.opinion.trim() === '' ? '处理意见' : '',
    draft.task === 'new' && draft.customer === null ? '用户单位（开任务必填）' : '',
  ].filter((gap) => gap !== '');
  const blocked = gaps.length === 0 ? null : `还缺：${gaps.join('、')}`;
  const finish = () => {
    setBusy(true);
    client.service
      .phone({
        direction: draft.direction,
        customerUid: draft.customer?.uid ?? null,
        caller: draft.caller,
        number: draft.number,
        equipmentUids: [...draft.equipment],
        need: draft.need,
        opinion: draft.opinion,
        result: draft.solved ? '通话中已解决' : '',
        solved: draft.solved,
        taskUid: draft.task === 'none' || draft.task === 'new' ? null : draft.task,
        openTask: draft.task === 'new',
      })
      .then(async (made) => {
        save(null);
        tabs.close(tab);
        if (made.taskUid !== null && draft.task === 'new') tabs.open('task', { uid: made.taskUid });
        else tabs.open('record', { uid: made.uid });
        showDone('电话记录已保存', draft.task === 'new' ? '任务已登记，下一步：确定服务方式。' : '');
        await refreshRecords();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <article className="record" aria-label="新电话记录" onKeyDown={(event) => enterGoesNext(event)}>
      <PageHeader
        title="新电话记录"
        under={<span>QR758-02A　填完按 Ctrl+Enter 保存；Enter 到下一栏，Shift+Enter 换行（5.1.2.2）</span>}
      />
      <div className="page-body phone">
        <div className="phone-fields">
          <CallerField
            value={draft.caller}
            onChange={(caller) => set({ caller })}
            onPick={(contact) =>
              set({
                caller: contact.name,
                number: contact.phone === '' ? draft.number : contact.phone,
                customer: contact.customer,
                equipment: draft.customer?.uid === contact.customer.uid ? draft.equipment : [],
              })
            }
          />
          <div data-field="customerUid">
            <MasterPicker
              type="customer"
              label="用户单位"
              value={draft.customer}
              onChange={(customer) =>
                set({ customer, equipment: [], task: draft.task === 'new' ? 'new' : 'none' })
              }
            />
          </div>
          <div data-field="number">
            <TextInput
              label="对方电话"
              value={draft.number}
              maxLength={40}
              autoComplete="off"
              onChange={(event) => set({ number: event.currentTarget.value })}
            />
          </div>
          <div data-field="need">
            <Textarea
              label="用户需求"
              withAsterisk
              autosize
              minRows={3}
              maxRows={8}
              maxLength={4000}
              value={draft.need}
              onChange={(event) => set({ need: event.currentTarget.value })}
            />
          </div>
          <div data-field="opinion">
            <Textarea
              label="处理意见"
              withAsterisk
              autosize
              minRows={2}
              maxRows={8}
              maxLength={4000}
              value={draft.opinion}
              onChange={(event) => set({ opinion: event.currentTarget.value })}
            />
          </div>
          <Checkbox
            size="sm"
            label="通话中已解决"
            checked={draft.solved}
            onChange={(event) => set({ solved: event.currentTarget.checked })}
          />
        </div>
        <aside className="phone-context" aria-label="来电单位情况">
          <fieldset className="second-person">
            <legend>转办</legend>
            <Radio.Group
              label="转办"
              labelProps={{ className: 'hidden-label' }}
              value={draft.task}
              onChange={(task) => set({ task: task as Draft['task'] })}
            >
              <Radio value="none" label="只记录，不转任务" my={4} />
              {may.act('task.open') && <Radio value="new" label="登记新的服务任务" my={4} />}
              {known?.openTasks.map((row) => (
                <Radio
                  key={row.uid}
                  value={row.uid}
                  my={4}
                  label={
                    <>
                      归入 <span className="number">{row.number}</span> <MarkingTag marking={row.marking} />{' '}
                      {row.title} <StateTag state={row.state} />
                    </>
                  }
                />
              ))}
            </Radio.Group>
          </fieldset>
          {draft.customer === null ? (
            <Empty why="选定对方或用户单位后，这里列出该单位的产品、未完任务和 24 小时内的来电。" />
          ) : (
            known !== undefined && (
              <>
                <RecentCalls calls={known.recentCalls} />
                <section className="section">
                  <h2>
                    {draft.customer.name}的产品 <b>{known.equipment.length}</b>
                  </h2>
                  {known.equipment.length === 0 && <p className="dim">没有登记产品。</p>}
                  <Checkbox.Group
                    label="涉及的产品"
                    labelProps={{ className: 'hidden-label' }}
                    value={[...draft.equipment]}
                    onChange={(equipment) => set({ equipment: equipment as MasterUid[] })}
                  >
                    {known.equipment.map((ref) => (
                      <Checkbox key={ref.uid} value={ref.uid} label={masterWords(ref)} my={4} />
                    ))}
                  </Checkbox.Group>
                </section>
              </>
            )
          )}
        </aside>
      </div>
      <section className="page-foot" aria-label="办理">
        <KeyButton
          label="清空"
          onAct={() => save(null)}
          blocked={saved === null ? '还没有填写内容。' : null}
        />
        <KeyButton
          label="保存"
          tone="main"
          keyName="main"
          blocked={blocked}
          busy={busy}
          onAct={finish}
          reasonBeside
        />
        <span className="page-foot-saved" role="status">
          {saved === null ? '' : '已填内容随时保存，锁定或退出后仍在'}
        </span>
      </section>
    </article>
  );
}

/** Calls of the same unit within 24 hours: a second record of one call is offered to be left out. */
function RecentCalls({ calls }: { calls: readonly RecordRow[] }) {
  const tabs = useTabs();
  const { today } = useSession();
  if (calls.length === 0) return null;
  return (
    <section className="section">
      <h2>
        <ToneTag tone="attention">{`24 小时内已有 ${calls.length} 次来电`}</ToneTag>
      </h2>
      <ul>
        {calls.map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('record', { uid: row.uid }, row.number || '电话记录')}
            >
              {displayInstant(row.occurredAt).slice(11)} {row.title}
            </button>{' '}
            <MarkingTag marking={row.marking} /> <StateTag state={row.state} />{' '}
            <DueTag dueOn={row.dueOn} today={today} />
          </li>
        ))}
      </ul>
      <p className="hint">如为同一件事，可打开原记录补充，不必再记。</p>
    </section>
  );
}
