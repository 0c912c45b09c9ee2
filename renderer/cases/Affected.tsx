import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SerialRow } from '../../shared/contract/cases.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { type Tone, ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { refreshCases } from './refresh.ts';

const words: Readonly<Record<SerialRow['state'], { readonly label: string; readonly tone: Tone }>> = {
  open: { label: '未安排', tone: 'attention' },
  task: { label: '已安排任务', tone: 'underway' },
  done: { label: '已落实', tone: 'done' },
  waived: { label: '不落实', tone: 'draft' },
};

/** Every affected serial of a design change: coverage, task or report or reason, and what can be done with the chosen ones. */
export function Affected({ record, serials }: { record: OpenRecord; serials: readonly SerialRow[] }) {
  const problem = useProblem();
  const may = useMay();
  const tabs = useTabs();
  const [chosen, setChosen] = useState<ReadonlySet<MasterUid>>(new Set());
  const [batch, setBatch] = useState('');
  const [waiving, setWaiving] = useState(false);
  const { uid, state } = record.detail.row;
  const count = (one: SerialRow['state']) => serials.filter((row) => row.state === one).length;
  const settled = count('done') + count('waived');
  const open = serials.filter((row) => row.state === 'open' || row.state === 'task');
  const act = async (work: () => Promise<unknown>, said: string) => {
    try {
      await record.settled();
      await work();
      setChosen(new Set());
      showDone(said);
      await refreshCases();
    } catch (error) {
      problem(error);
    }
  };
  const toggle = (equipment: MasterUid) => {
    const next = new Set(chosen);
    if (!next.delete(equipment)) next.add(equipment);
    setChosen(next);
  };
  const gap = chosen.size === 0 ? '请先勾选产品。' : null;
  const works = record.detail.editable && state === 'organised';
  return (
    <section className="section">
      <h2>
        受影响产品 <b>{serials.length}</b>
        <span className="clause">
          覆盖 {settled}/{serials.length}：已落实 {count('done')}、不落实 {count('waived')}、已安排{' '}
          {count('task')}
          、未安排 {count('open')}
        </span>
      </h2>
      {record.detail.editable && state === 'opened' && (
        <div className="line-fields">
          <TextInput
            label="批次"
            placeholder="不填为全部批次"
            w={170}
            value={batch}
            onChange={(event) => setBatch(event.currentTarget.value)}
          />
          <KeyButton
            label="加入该型号的产品"
            blocked={record.detail.content.model == null ? '请先填写产品型号。' : null}
            onAct={() =>
              void act(() => client.cases.affect({ uid, batch: batch.trim() }), '已加入受影响产品')
            }
          />
        </div>
      )}
      {serials.length === 0 ? (
        <p className="dim">还没有受影响产品。填写型号后按批次加入，或在基本情况中逐台选择。</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              {works && (
                <th scope="col">
                  <Checkbox
                    size="xs"
                    aria-label="全选未落实的产品"
                    checked={open.length > 0 && open.every((row) => chosen.has(row.equipment.uid))}
                    onChange={(event) =>
                      setChosen(
                        new Set(event.currentTarget.checked ? open.map((row) => row.equipment.uid) : []),
                      )
                    }
                  />
                </th>
              )}
              <th scope="col">产品编号</th>
              <th scope="col">批次</th>
              <th scope="col">用户单位</th>
              <th scope="col">状态</th>
              <th scope="col">任务、报告或理由</th>
            </tr>
          </thead>
          <tbody>
            {serials.map((row) => (
              <tr key={row.equipment.uid}>
                {works && (
                  <td>
                    <Checkbox
                      size="xs"
                      aria-label={`选择 ${row.equipment.code}`}
                      disabled={row.state === 'done'}
                      checked={chosen.has(row.equipment.uid)}
                      onChange={() => toggle(row.equipment.uid)}
                    />
                  </td>
                )}
                <td className="number">{row.equipment.code}</td>
                <td>{row.batch}</td>
                <td>{row.customer}</td>
                <td>
                  <ToneTag tone={words[row.state].tone}>{words[row.state].label}</ToneTag>
                </td>
                <td>
                  {row.task !== null && (
                    <button
                      type="button"
                      className="link-button"
                      onClick={() =>
                        row.task !== null && tabs.open('task', { uid: row.task.uid }, row.task.number)
                      }
                    >
                      {row.task.number}
                    </button>
                  )}{' '}
                  {row.words}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {works && (
        <div className="case-acts">
          <KeyButton
            size="xs"
            label={`为所选 ${chosen.size} 台安排改造任务`}
            blocked={may.act('task.open') ? gap : '您的岗位不登记服务任务。'}
            onAct={() =>
              void act(
                () => client.cases.openTasks({ uid, equipmentUids: [...chosen] }),
                '已按用户单位安排任务',
              )
            }
          />
          <KeyButton size="xs" label="所选不落实…" blocked={gap} onAct={() => setWaiving(true)} />
        </div>
      )}
      {waiving && (
        <ReasonDialog
          title={`${chosen.size} 台不落实设计更改`}
          confirm="不落实"
          hint="例如产品已退役、用户不同意更改。理由留在案内。"
          onClose={() => setWaiving(false)}
          onConfirm={(reason) => {
            setWaiving(false);
            void act(() => client.cases.waive({ uid, equipmentUids: [...chosen], reason }), '已记为不落实');
          }}
        />
      )}
    </section>
  );
}
