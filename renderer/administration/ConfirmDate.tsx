import './administration.css';
import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem } from '../parts/TwoPersons.tsx';
import { enterSession, useSession } from '../shell/session.tsx';

/** systemAdmin and one other person say what day it is; until then the site numbers, signs, prints and exports nothing. */
export function ConfirmDate() {
  const { person } = useSession();
  const problem = useProblem();
  const found = useQuery(api.administration.dateDoubt.queryOptions());
  const [day, setDay] = useState<Day | null>(null);
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  if (found.isError) throw found.error;
  if (found.data === undefined) return <Loading />;
  const { doubt } = found.data;
  if (doubt === null) return <Empty why="站点日期没有疑问，不需要确认。" />;
  const blocked = day === null ? '今天的日期未填写' : secondProblem(second, person.login);
  const confirm = () => {
    if (day === null || blocked !== null) return;
    setBusy(true);
    client.administration
      .confirmDate({ day, second })
      .then(async () => {
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        await enterSession();
        showDone('日期已确认', '编号、签署、归档、导出、打印恢复办理。');
      }, problem)
      .finally(() => {
        setSecond(nobody);
        setBusy(false);
      });
  };
  return (
    <>
      <div className="page-body act-form">
        <p className="callout refused" role="alert">
          <b>✕ 本机日期有疑问。</b>它早于最近的审计记录，或距上次使用已超过安全策略规定的天数。
        </p>
        <dl className="facts">
          <dt>最后可信时间</dt>
          <dd>{displayInstant(doubt.lastTrustedAt)}</dd>
          <dt>产生疑问时</dt>
          <dd>{displayInstant(doubt.doubtedAt)}</dd>
          <dt>本机现在</dt>
          <dd>{displayInstant(doubt.now)}</dd>
        </dl>
        <p className="hint">
          两人对照手表、日历等另外的来源，填写今天的日期。与本机日期不一致时，先更正本机时钟再登录。两个日期都记入审计。
        </p>
        <DayInput label="今天的日期" value={day} onChange={setDay} />
        <TextInput
          label="另一人帐号（任何在用帐号）"
          autoComplete="off"
          spellCheck={false}
          value={second.login}
          onChange={(event) =>
            setSecond({ ...second, login: event.currentTarget.value.trim().toLowerCase() })
          }
        />
        <PasswordInput
          label="另一人口令"
          autoComplete="off"
          value={second.password}
          onChange={(event) => setSecond({ ...second, password: event.currentTarget.value })}
        />
      </div>
      <div className="page-foot">
        <KeyButton
          label="两人确认日期"
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={confirm}
        />
      </div>
    </>
  );
}
