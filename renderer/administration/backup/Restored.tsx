import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { RestoredState } from '../../../shared/contract/backup.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { api, client } from '../../client.ts';
import { noRootKey, RootKeyFields, rootKeyInput, rootKeyProblem } from '../../exchange/RootKeyFields.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../../parts/TwoPersons.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { useSession } from '../../shell/session.tsx';
import { refreshBackups } from './Sets.tsx';
import { WitnessNumbers } from './WitnessNumbers.tsx';

/** A step of the confirmation: what is done when, and its form while it is not. */
function Step(props: { place: number; title: string; doneAt: string | null; children: ReactNode }) {
  return (
    <section className="section" aria-label={props.title}>
      <h2>
        {props.place}　{props.title}{' '}
        <ToneTag tone={props.doneAt === null ? 'attention' : 'done'}>
          {props.doneAt === null ? '待办' : `已办 ${displayInstant(props.doneAt)}`}
        </ToneTag>
      </h2>
      {props.doneAt === null && props.children}
    </section>
  );
}

/** What two posts settle after a restore, step by step; each step stands once it is done. */
export function Restored() {
  const { person } = useSession();
  const problem = useProblem();
  const found = useQuery(api.backup.restoredState.queryOptions());
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  if (found.isError) throw found.error;
  const state = found.data?.state;
  if (state === undefined || state === null) return null;
  const missing = secondProblem(second, person.login);
  const act = (work: Promise<unknown>, title: string) => {
    if (busy) return;
    setBusy(true);
    work
      .then(async () => {
        await refreshBackups();
        showDone(title, '已记入审计。');
      }, problem)
      .finally(() => setBusy(false));
  };
  const open = [state.numbersAt, state.accountsAt, state.disposalsAt, state.epochAt].some(
    (at) => at === null,
  );
  return (
    <>
      <form className="page-body" onSubmit={(event) => event.preventDefault()}>
        <p className="callout attention">
          本站于 {displayInstant(state.at)} 由 {displayInstant(state.setAt)} 的备份集恢复。
          完成以下四步之前可以填写草稿，但不编号、不打印、不导出、不归档、不销毁。
        </p>
        <section className="section">
          <h2>两人办理</h2>
          <TwoPersons
            firstDoes="对照见证资料逐项填写。"
            post="securityAdmin"
            secondDoes="核对见证资料，每一步都用自己的口令确认。"
            value={second}
            onChange={setSecond}
          />
        </section>
        <Step place={1} title="见证编号" doneAt={state.numbersAt}>
          <WitnessNumbers
            state={state}
            blocked={missing}
            busy={busy}
            onEnter={(entered) => act(client.backup.witnessNumbers({ ...entered, second }), '见证编号已登记')}
          />
        </Step>
        <Step place={2} title="确认每个帐号" doneAt={state.accountsAt}>
          <Accounts
            state={state}
            blocked={missing}
            busy={busy}
            onConfirm={(uids) => act(client.backup.confirmAccounts({ uids, second }), '帐号已确认')}
          />
        </Step>
        <Step place={3} title="补办备份之后的销毁" doneAt={state.disposalsAt}>
          <Disposals
            blocked={missing}
            busy={busy}
            onConfirm={(numbers) => act(client.backup.confirmDisposals({ numbers, second }), '销毁已核对')}
          />
        </Step>
        <Step place={4} title="开启新纪元" doneAt={state.epochAt}>
          <NewEpoch
            blocked={state.numbersAt === null ? '须先登记见证编号' : missing}
            busy={busy}
            onOpen={(entered) => act(client.exchange.openEpoch({ ...entered, second }), '新纪元已开启')}
          />
        </Step>
      </form>
      <div className="page-foot">
        <KeyButton
          label="结束恢复核对"
          tone="main"
          keyName="main"
          blocked={open ? '四步尚未办完' : missing}
          reasonBeside
          busy={busy}
          onAct={() => act(client.backup.endRestored({ second }), '恢复核对结束，恢复正常办理')}
        />
      </div>
    </>
  );
}

function Accounts(props: {
  state: RestoredState;
  blocked: string | null;
  busy: boolean;
  onConfirm: (uids: RestoredState['accounts'][number]['uid'][]) => void;
}) {
  const { accounts } = props.state;
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const waiting = accounts.filter((account) => !account.confirmed);
  return (
    <>
      <p className="dim">
        备份之后停用、改岗的帐号会以当时的样子回来。逐个核对；不应再用的，先到“帐号与安全”停用。
      </p>
      <ul className="tick-list">
        {accounts.map((account) => (
          <li key={account.uid}>
            <Checkbox
              label={`${account.name}（${account.login}）　${account.roles.join('、')}`}
              checked={account.confirmed || ticked.includes(account.uid)}
              disabled={account.confirmed}
              onChange={(event) =>
                setTicked(
                  event.currentTarget.checked
                    ? [...ticked, account.uid]
                    : ticked.filter((uid) => uid !== account.uid),
                )
              }
            />
          </li>
        ))}
      </ul>
      <KeyButton
        label="确认勾选的帐号"
        blocked={ticked.length === 0 ? '尚未勾选' : props.blocked}
        reasonBeside
        busy={props.busy}
        onAct={() =>
          props.onConfirm(
            waiting.filter((account) => ticked.includes(account.uid)).map((account) => account.uid),
          )
        }
      />
    </>
  );
}

function Disposals(props: {
  blocked: string | null;
  busy: boolean;
  onConfirm: (numbers: { number: string; witness: string }[]) => void;
}) {
  const [text, setText] = useState('');
  const [witness, setWitness] = useState('');
  const numbers = text
    .split(/[\s,，、;；]+/)
    .filter((number) => number !== '')
    .map((number) => ({ number, witness }));
  const blocked =
    numbers.length > 0 && witness.trim() === '' ? '见证资料未填写（例如销毁清单编号）' : props.blocked;
  return (
    <>
      <p className="dim">备份之后销毁过的记录会随备份集回来，须再次销毁。没有时留空确认。</p>
      <div className="pair">
        <Textarea
          label="已销毁记录的归档编号"
          autosize
          minRows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label="见证资料"
          placeholder="销毁清单编号"
          value={witness}
          onChange={(event) => setWitness(event.currentTarget.value)}
        />
      </div>
      <KeyButton
        label={numbers.length === 0 ? '确认没有' : `再次销毁 ${numbers.length} 条`}
        blocked={blocked}
        reasonBeside
        busy={props.busy}
        onAct={() => props.onConfirm(numbers)}
      />
    </>
  );
}

function NewEpoch(props: {
  blocked: string | null;
  busy: boolean;
  onOpen: (entered: {
    rootKeyFile: string;
    rootPassphrase: [string, string];
    folder: string;
    knownEpoch: string | null;
  }) => void;
}) {
  const [rootKey, setRootKey] = useState(noRootKey);
  const [known, setKnown] = useState<number | ''>('');
  const blocked = props.blocked ?? rootKeyProblem(rootKey);
  return (
    <>
      <p className="dim">
        新名册写明对方确认收到的最后一包，由根密钥签署，送交每个站点。此后数据包从新纪元第 1 号开始。
      </p>
      <div className="pair">
        <RootKeyFields value={rootKey} onChange={setRootKey} />
        <NumberInput
          label="对方见过的最高纪元"
          description="只在备份之后已恢复过一次时填写。"
          min={1}
          max={9999}
          allowDecimal={false}
          value={known}
          onChange={(value) => setKnown(typeof value === 'number' ? value : '')}
        />
      </div>
      <KeyButton
        label="签署名册，开启新纪元"
        blocked={blocked}
        reasonBeside
        busy={props.busy}
        onAct={() => {
          const input = rootKeyInput(rootKey);
          if (input === null) return;
          props.onOpen({
            ...input,
            knownEpoch: known === '' ? null : `e${String(known).padStart(2, '0')}`,
          });
        }}
      />
    </>
  );
}
