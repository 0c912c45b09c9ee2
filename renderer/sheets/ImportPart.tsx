import { Select } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { SheetRow, SheetTarget } from '../../shared/contract/sheets.ts';
import { api, client, queryClient, refreshRecords } from '../client.ts';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { ClearFile } from './ClearFile.tsx';
import { targetKey, targetsFor, targetWords } from './targets.ts';

type Checked = CallOutput<'sheets.check'>;
type Taken = CallOutput<'sheets.take'>;

const verdicts = {
  new: { label: '新建', tone: 'underway' },
  changed: { label: '更改', tone: 'attention' },
  same: { label: '相同', tone: 'draft' },
  refused: { label: '有错误', tone: 'refused' },
} as const;
/** Rows that the page shows; the counts above are of all. */
const shownRows = 300;

/** Import of a table: what it is, the file, what each row would become, and then all of it or nothing. */
export function ImportPart({ onTaken }: { onTaken: () => void }) {
  const may = useMay();
  const problem = useProblem();
  const targets = targetsFor({ editMaster: may.act('master.edit'), write: may.write });
  const [target, setTarget] = useState<SheetTarget | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    work()
      .catch(problem)
      .finally(() => setBusy(false));
  };
  const template = (into: SheetTarget) =>
    run(async () => {
      const { path } = await client.session.chooseFolder({ title: '空白表格保存到' });
      if (path === null) return;
      const { file } = await client.sheets.template({ target: into, folder: path });
      showDone('空白表格已保存', file);
    });
  const check = (into: SheetTarget) =>
    run(async () => {
      const answer = await client.sheets.check({ target: into });
      if (answer.file !== null) setChecked(answer);
      setTaken(null);
    });
  const take = () =>
    run(async () => {
      if (checked?.previewUid == null) return;
      const made = await client.sheets.take({ previewUid: checked.previewUid });
      setChecked(null);
      setTaken(made);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: api.sheets.key() }),
        queryClient.invalidateQueries({ queryKey: api.master.key() }),
        refreshRecords(),
      ]);
      showDone(
        `已导入：新建 ${made.added}，更改 ${made.changed}`,
        '没有人使用或更改之前，可以在导入台账中整次撤销。',
      );
    });
  const none = target === null ? '先选择导入的内容' : null;
  const ready = checked?.previewUid != null;
  return (
    <>
      <ScrollBody label="导入表格">
        <div className="act-form">
          <Select
            label="导入的内容"
            placeholder="选择"
            data={targets.map((one) => ({ value: targetKey(one), label: targetWords(one) }))}
            value={target === null ? null : targetKey(target)}
            onChange={(key) => {
              setTarget(targets.find((one) => targetKey(one) === key) ?? null);
              setChecked(null);
              setTaken(null);
            }}
            allowDeselect={false}
          />
          <div className="act-row">
            <KeyButton
              label="下载空白表格…"
              blocked={none}
              onAct={() => target !== null && template(target)}
            />
            <KeyButton
              label={checked === null ? '选取文件…' : '另选文件…'}
              tone={ready ? 'plain' : 'main'}
              keyName={ready ? undefined : 'main'}
              blocked={none}
              busy={busy}
              onAct={() => target !== null && check(target)}
            />
          </div>
        </div>
        {taken !== null && <ClearFile uid={taken.uid} path={taken.clearFile} onDone={onTaken} />}
        {checked !== null && <Preview checked={checked} />}
        {checked === null && taken === null && (
          <Empty why="选取文件后逐行检查，列出每一行将新建、更改还是相同；确认之前什么也不写入。" />
        )}
      </ScrollBody>
      {ready && (
        <div className="page-foot">
          <KeyButton label="取消" keyName="back" onAct={() => setChecked(null)} />
          <KeyButton label="导入" tone="main" keyName="main" busy={busy} onAct={take} />
        </div>
      )}
    </>
  );
}

function Preview({ checked }: { checked: Checked }) {
  const [only, setOnly] = useState<SheetRow['verdict'] | null>(null);
  const rows = checked.rows.filter((row) => only === null || row.verdict === only);
  const faults = checked.problems.length + checked.moreProblems;
  return (
    <>
      {faults > 0 && (
        <section className="section">
          <p className="callout refused" role="alert">
            ✕ {checked.file} 有 {faults} 处错误，不能导入。请更正后另选文件。
          </p>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">行</th>
                <th scope="col">栏</th>
                <th scope="col">错误</th>
              </tr>
            </thead>
            <tbody>
              {checked.problems.map((one) => (
                <tr key={`${one.row} ${one.column} ${one.problem}`}>
                  <td className="number">{one.row}</td>
                  <td className="whole">{one.column}</td>
                  <td>{one.problem}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {checked.moreProblems > 0 && <p className="hint">还有 {checked.moreProblems} 处没有列出。</p>}
        </section>
      )}
      {faults === 0 && (
        <section className="section">
          <h2>{checked.file}</h2>
          <div className="act-row">
            {(['new', 'changed', 'same'] as const).map((verdict) => (
              <button
                key={verdict}
                type="button"
                className="chip"
                aria-pressed={only === verdict}
                onClick={() => setOnly(only === verdict ? null : verdict)}
              >
                {verdicts[verdict].label} {checked.rows.filter((row) => row.verdict === verdict).length}
              </button>
            ))}
          </div>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">行</th>
                <th scope="col">条目</th>
                <th scope="col">将</th>
                <th scope="col">差别（现在 → 表格）</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shownRows).map((row) => (
                <tr key={row.row}>
                  <td className="number">{row.row}</td>
                  <td>{row.name}</td>
                  <td className="whole">
                    <ToneTag tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].label}</ToneTag>
                  </td>
                  <td>
                    {row.differences.map((one) => (
                      <div key={one.label}>
                        {one.label}：{one.ours || '（空）'} → {one.theirs || '（空）'}
                      </div>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > shownRows && (
            <p className="hint">
              共 {rows.length} 行，这里是前 {shownRows} 行。
            </p>
          )}
        </section>
      )}
    </>
  );
}
