import './rules.css';
import { PasswordInput, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleVersion } from '../../shared/contract/rules.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { AskDialog, ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { type Tone, ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { BlurText } from './BlurText.tsx';
import { DeadlinesEditor } from './DeadlinesEditor.tsx';
import { FiguresEditor } from './FiguresEditor.tsx';
import { Contradictions, RuleDifferences, RulePreview } from './RulePreview.tsx';
import { SatisfactionEditor } from './SatisfactionEditor.tsx';
import { ServiceTableView } from './ServiceTableView.tsx';
import { type RuleVersionState, useRuleVersion } from './useRuleVersion.ts';

const states: Readonly<Record<RuleVersion['state'], { readonly label: string; readonly tone: Tone }>> = {
  builtIn: { label: '原文', tone: 'done' },
  draft: { label: '编辑中', tone: 'draft' },
  submitted: { label: '待批准', tone: 'underway' },
  approved: { label: '已批准', tone: 'done' },
  refused: { label: '未批准', tone: 'refused' },
};
const views = [
  { key: 'table', label: '一览表' },
  { key: 'figures', label: '批量、责任与界限' },
  { key: 'deadlines', label: '期限' },
  { key: 'satisfaction', label: '满意度方法' },
  { key: 'differences', label: '差别' },
  { key: 'preview', label: '预演' },
  { key: 'contradictions', label: '矛盾处置' },
] as const;
type View = (typeof views)[number]['key'];

/** 服务规则: a version in its parts, and what this person can do with it. */
export function RulesPart({ first }: { first: number | null }) {
  const list = useQuery(api.rules.versions.queryOptions());
  const [chosen, setChosen] = useState<number | null>(first);
  if (list.error !== null) return <Empty why={problemOf(list.error).message} />;
  if (list.data === undefined) return <Loading what="正在读取服务规则" />;
  const { rows } = list.data;
  const open = rows.some((row) => row.state === 'draft' || row.state === 'submitted');
  const present = chosen ?? rows.find((row) => row.inForce)?.version ?? 1;
  return <Version key={present} number={present} rows={rows} open={open} onChoose={setChosen} />;
}

function wordsOf(row: RuleVersion): string {
  const from = row.fromDay === null ? '' : ` · ${row.fromDay} 起`;
  return `第 ${row.version} 版 · ${states[row.state].label}${row.inForce ? ' · 现行' : ''}${from}`;
}

function Version(props: {
  number: number;
  rows: readonly RuleVersion[];
  /** A version is being worked on. */
  open: boolean;
  onChoose: (version: number) => void;
}) {
  const version = useRuleVersion(props.number);
  const [view, setView] = useState<View>('table');
  const { data } = version;
  const look = (key: View) => {
    setView(key);
    // What was typed is written before it is compared or tried out.
    if (key === 'differences' || key === 'preview') void version.settle();
  };
  return (
    <>
      <FilterBar
        chips={views.map(({ key, label }) => ({
          key,
          label,
          on: view === key,
          onToggle: () => look(key),
          ...(key === 'differences' && data !== undefined ? { count: data.differences.length } : {}),
        }))}
      >
        <Select
          className="version-choice"
          aria-label="版本"
          allowDeselect={false}
          data={props.rows.map((row) => ({ value: String(row.version), label: wordsOf(row) }))}
          value={String(props.number)}
          onChange={(value) => value !== null && props.onChoose(Number(value))}
        />
      </FilterBar>
      <ScrollBody label="服务规则">
        {version.opened.error !== null && <Empty why={problemOf(version.opened.error).message} />}
        {data !== undefined && <VersionHead version={version} row={data.row} />}
        {view === 'table' && <ServiceTableView version={version} />}
        {view === 'figures' && <FiguresEditor version={version} />}
        {view === 'deadlines' && <DeadlinesEditor version={version} />}
        {view === 'satisfaction' && <SatisfactionEditor version={version} />}
        {view === 'differences' && <RuleDifferences version={version} />}
        {view === 'preview' && <RulePreview number={props.number} />}
        {view === 'contradictions' && <Contradictions />}
      </ScrollBody>
      <VersionFoot version={version} open={props.open} onChoose={props.onChoose} />
    </>
  );
}

function VersionHead({ version, row }: { version: RuleVersionState; row: RuleVersion }) {
  const { draft, editable } = version;
  if (draft === null) return null;
  const { label, tone } = states[row.state];
  if (editable) {
    return (
      <section className="section pair" aria-label="版本">
        <DayInput
          label="生效日期（次日起，晚于上一版）"
          value={draft.fromDay}
          onChange={(fromDay) => version.change({ fromDay })}
        />
        <BlurText
          label="更改说明"
          value={draft.note}
          maxLength={1000}
          onCommit={(note) => version.change({ note })}
        />
      </section>
    );
  }
  return (
    <p className="dim">
      <ToneTag tone={tone}>{label}</ToneTag> {row.fromDay === null ? '' : `${row.fromDay} 起生效。`}
      {row.note}
      {row.editedBy !== '' && ` · ${row.editedBy} 编辑`}
      {row.decidedBy !== '' &&
        ` · ${row.decidedBy} ${row.state === 'approved' ? '批准' : '未批准'} ${displayInstant(row.decidedAt ?? '')}`}
      {row.decisionNote !== '' && `（${row.decisionNote}）`}
    </p>
  );
}

function VersionFoot(props: {
  version: RuleVersionState;
  open: boolean;
  onChoose: (version: number) => void;
}) {
  const { version } = props;
  const { data, draft } = version;
  const may = useMay();
  const problem = useProblem();
  const [asking, setAsking] = useState<'approve' | 'refuse' | 'withdraw' | 'discard' | null>(null);
  if (data === undefined || draft === null) return null;
  const { row } = data;
  const edits = may.act('rules.edit');
  const after = (what: string, next: string) => async () => {
    setAsking(null);
    await version.settle();
    showDone(what, next);
  };
  const begin = () =>
    client.rules.begin().then(async ({ version: made }) => {
      await version.settle();
      props.onChoose(made);
    }, problem);
  const submit = async () => {
    await version.settle();
    client.rules
      .submit({ version: row.version })
      .then(after('已提交服务规则', '中心领导批准后自生效日期起执行。'), problem);
  };
  const blocked =
    draft.fromDay === null ? '生效日期未填写' : draft.note.trim().length < 2 ? '更改说明未填写' : null;
  return (
    <div className="page-foot">
      {row.state === 'draft' && edits && (
        <>
          <KeyButton label="放弃本版" tone="danger" onAct={() => setAsking('discard')} />
          <KeyButton
            label="提交批准"
            keyName="main"
            tone="main"
            blocked={blocked}
            reasonBeside
            onAct={() => void submit()}
          />
          <span className="page-foot-saved">
            {version.savedAt === null ? '' : `已保存 ${displayInstant(version.savedAt).slice(11)}`}
          </span>
        </>
      )}
      {row.state === 'submitted' && edits && (
        <KeyButton label="撤回修改" onAct={() => setAsking('withdraw')} />
      )}
      {row.state === 'submitted' && may.act('rules.approve') && (
        <>
          <KeyButton label="不批准" onAct={() => setAsking('refuse')} />
          <KeyButton label="批准" keyName="main" tone="main" onAct={() => setAsking('approve')} />
        </>
      )}
      {row.state !== 'draft' && row.state !== 'submitted' && edits && (
        <KeyButton
          label={props.open ? '打开编辑中的版本' : '编辑新版本'}
          keyName="create"
          onAct={() => void begin()}
        />
      )}
      {!edits && row.state !== 'submitted' && (
        <span className="hint">由管理信息部编辑，中心领导批准，自生效日期起用于新任务。</span>
      )}
      {asking === 'discard' && (
        <ReasonDialog
          title="放弃本版"
          confirm="放弃"
          hint="编辑中的内容不再保留。"
          onClose={() => setAsking(null)}
          onConfirm={(reason) => {
            client.rules.withdraw({ version: row.version, discard: true, reason }).then(async () => {
              setAsking(null);
              props.onChoose(data.comparedWith);
              await version.settle();
            }, problem);
          }}
        />
      )}
      {asking === 'withdraw' && (
        <ReasonDialog
          title="撤回修改"
          confirm="撤回"
          onClose={() => setAsking(null)}
          onConfirm={(reason) =>
            void client.rules
              .withdraw({ version: row.version, discard: false, reason })
              .then(after('已撤回', '可以继续编辑。'), problem)
          }
        />
      )}
      {(asking === 'approve' || asking === 'refuse') && (
        <DecideDialog
          approve={asking === 'approve'}
          onClose={() => setAsking(null)}
          onConfirm={(note, password) =>
            void client.rules
              .decide({ version: row.version, approve: asking === 'approve', note, password })
              .then(
                asking === 'approve'
                  ? after('服务规则已批准', `自 ${row.fromDay ?? ''} 起用于新登记的任务。`)
                  : after('未批准服务规则', '管理信息部可以重新编辑。'),
                problem,
              )
          }
        />
      )}
    </div>
  );
}

function DecideDialog(props: {
  approve: boolean;
  onConfirm: (note: string, password: string) => void;
  onClose: () => void;
}) {
  const [note, setNote] = useState('');
  const [password, setPassword] = useState('');
  const blocked = password === '' || (!props.approve && note.trim().length < 2);
  return (
    <AskDialog
      title={props.approve ? '批准服务规则' : '不批准服务规则'}
      confirm={props.approve ? '批准' : '不批准'}
      blocked={blocked}
      onConfirm={() => props.onConfirm(note.trim(), password)}
      onClose={props.onClose}
    >
      <Textarea
        label={props.approve ? '意见' : '理由'}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <PasswordInput
        label="本人口令"
        autoComplete="off"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
