import './session.css';
import { type ReactNode, useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { client } from '../client.ts';
import { enterGoesNext } from '../parts/enterNext.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { useProblem } from '../parts/problem.tsx';
import { enterSession } from '../shell/session.tsx';
import {
  administratorsProblem,
  backupProblem,
  emptyDraft,
  type FirstRunDraft,
  firstRunInput,
  peopleProblem,
  rootKeyProblem,
  siteProblem,
} from './firstRun/draft.ts';
import { PeopleStep } from './firstRun/PeopleStep.tsx';
import { RootKeyPaper } from './firstRun/RootKeyPaper.tsx';
import {
  AdministratorsStep,
  BackupStep,
  ReviewStep,
  RootKeyStep,
  SiteStep,
  type StepProps,
} from './firstRun/steps.tsx';

import { Restore } from './Restore.tsx';

interface Step {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly words: string;
  readonly content: (props: StepProps) => ReactNode;
  readonly problem: (draft: FirstRunDraft) => string | null;
}

const steps: readonly Step[] = [
  {
    key: 'site',
    label: '站点',
    title: '这是哪个站点',
    words: '每个站点一台工作站，一个加密数据库。以下内容写入站点身份。',
    content: SiteStep,
    problem: siteProblem,
  },
  {
    key: 'administrators',
    label: '三名管理员',
    title: '三名管理员',
    words: '三个岗位相互制约，由三个不同的人担任，不兼任业务岗位。请三人到场，各自输入自己的口令。',
    content: AdministratorsStep,
    problem: administratorsProblem,
  },
  {
    key: 'rootKey',
    label: '站点根密钥',
    title: '站点根密钥',
    words: '根密钥只用来签署本站的密钥名册，让其他站点信任本站的数据包。平时存放在保险柜中，不留在本机。',
    content: RootKeyStep,
    problem: rootKeyProblem,
  },
  {
    key: 'backup',
    label: '备份',
    title: '备份到哪里',
    words: '备份是数据唯一的退路。',
    content: BackupStep,
    problem: backupProblem,
  },
  {
    key: 'people',
    label: '岗位安排',
    title: '谁来做什么',
    words: '写下将在本站工作的人和岗位，程序立即算出哪些事项没有人能办。可以留空，以后在“岗位空缺”中查看。',
    content: PeopleStep,
    problem: peopleProblem,
  },
  {
    key: 'review',
    label: '核对并建立',
    title: '核对',
    words: '建立之后，站点代码和三名管理员的岗位不能在这里更改。返回上一步可以更正。',
    content: ReviewStep,
    problem: () => null,
  },
];

/** The guided first run: site, three administrators, root key, backup, then the paper for the safe. */
export function FirstRun() {
  const problem = useProblem();
  const [draft, setDraft] = useState(emptyDraft);
  const [index, setIndex] = useState(0);
  const [busy, setBusy] = useState(false);
  const [paper, setPaper] = useState<CallOutput<'session.firstRun'> | null>(null);
  const [restoring, setRestoring] = useState(false);
  const step = steps[index];
  if (restoring) return <Restore locked={false} onLeave={() => setRestoring(false)} />;
  if (paper !== null)
    return (
      <Frame index={steps.length}>
        <RootKeyPaper paper={paper} draft={draft} onDone={() => void enterSession()} />
      </Frame>
    );
  if (step === undefined) return null;

  const missing = step.problem(draft);
  const last = index === steps.length - 1;
  const next = () => {
    if (missing !== null || busy) return;
    if (!last) return setIndex(index + 1);
    setBusy(true);
    client.session.firstRun(firstRunInput(draft)).then(
      (made) => {
        // Passwords are not kept in the page a moment longer than needed.
        setDraft({ ...emptyDraft, name: draft.name, code: draft.code });
        setPaper(made);
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  const Content = step.content;
  return (
    <Frame index={index}>
      <div className="first-run-head">
        <h2>{step.title}</h2>
        <p>{step.words}</p>
      </div>
      <form
        key={step.key}
        className="first-run-body"
        aria-label={step.title}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event, next)}
      >
        <Content draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} />
      </form>
      <div className="first-run-foot">
        {index === 0 && <KeyButton label="从备份恢复…" onAct={() => setRestoring(true)} />}
        {index > 0 && (
          <KeyButton
            label="上一步"
            keyName="back"
            blocked={busy ? '正在建立站点' : null}
            onAct={() => setIndex(index - 1)}
          />
        )}
        <KeyButton
          label={last ? '建立站点' : '下一步'}
          tone="main"
          keyName="main"
          blocked={missing}
          reasonBeside
          busy={busy}
          onAct={next}
        />
        {busy && <span role="status">正在生成密钥并建立数据库，约需几秒…</span>}
      </div>
    </Frame>
  );
}

function Frame({ index, children }: { index: number; children: ReactNode }) {
  return (
    <main className="first-run">
      <div className="first-run-way">
        <h1>服务过程管理系统</h1>
        <p>首次启动</p>
        <ol aria-label="首次启动的步骤">
          {steps.map((step, place) => (
            <li
              key={step.key}
              className={place < index ? 'done' : ''}
              aria-current={place === index ? 'step' : undefined}
            >
              <span className="step-sign" aria-hidden="true">
                {place < index ? '✓' : place + 1}
              </span>
              {step.label}
              {place < index && <span className="hidden-label">已完成</span>}
            </li>
          ))}
        </ol>
      </div>
      {children}
    </main>
  );
}
