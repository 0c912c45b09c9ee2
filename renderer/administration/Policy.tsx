import './administration.css';
import { NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyRow } from '../../shared/contract/administration.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import {
  fixedRules,
  type PolicyGroup,
  type PolicyKey,
  policyGroups,
  policyNumbers,
  policyProblem,
} from '../../shared/policy/policyTable.ts';
import { api, client, queryClient } from '../client.ts';
import { Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';

/** Every policy number with its floor and who changed it; the security administrator proposes, the system administrator confirms. */
export function Policy() {
  const may = useMay();
  const problem = useProblem();
  const policy = useQuery(api.administration.policy.queryOptions());
  const [typed, setTyped] = useState<Readonly<Partial<Record<PolicyKey, number | string>>>>({});
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  if (policy.isError) throw policy.error;
  if (policy.data === undefined) return <Loading />;
  const { rows, unknown } = policy.data;
  const changes = may.act('policy.change');
  const changed = rows.filter((row) => typed[row.key] !== undefined && typed[row.key] !== row.value);
  const wrong = changed.map((row) => policyProblem(row.key, typed[row.key])).find((one) => one !== null);
  const faulty = rows.filter((row) => row.faulty);
  const blocked =
    changed.length === 0 ? '没有改动' : (wrong ?? (reason.trim().length < 2 ? '改动理由未填写' : null));
  const propose = () => {
    if (blocked !== null) return;
    setBusy(true);
    client.administration
      .propose({
        payload: {
          act: 'changePolicy',
          changes: changed.map((row) => ({ key: row.key, value: Number(typed[row.key]) })),
        },
        reason: reason.trim(),
      })
      .then(async () => {
        setTyped({});
        setReason('');
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        showDone('已提出修改', '由系统管理员在“两岗事项”中确认后生效。');
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <ScrollBody label="安全策略">
        {(faulty.length > 0 || unknown.length > 0) && (
          <p className="callout refused" role="alert">
            <b>✕ 数据库中有越过底线或不认识的策略值，没有采用，现按默认值执行：</b>
            {[...faulty.map((row) => policyNumbers[row.key].name), ...unknown].join('、')}。请重新设定。
          </p>
        )}
        {Object.entries(policyGroups).map(([group, label]) => (
          <Group
            key={group}
            label={label}
            rows={rows.filter((row) => policyNumbers[row.key].group === (group as PolicyGroup))}
            typed={typed}
            onType={changes ? (key, value) => setTyped((before) => ({ ...before, [key]: value })) : null}
          />
        ))}
        <section className="section" aria-label="不可更改">
          <h2>不可更改</h2>
          <table className="small-table">
            <tbody>
              {fixedRules.map((rule) => (
                <tr key={rule.name}>
                  <td>{rule.name}</td>
                  <td className="dim">由{rule.held}保证，没有开关</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </ScrollBody>
      {changes && (
        <div className="page-foot policy-foot">
          <TextInput
            aria-label="改动理由"
            placeholder="改动理由"
            value={reason}
            maxLength={400}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <KeyButton
            label={changed.length === 0 ? '提出修改' : `提出修改 ${changed.length} 项`}
            tone="main"
            keyName="main"
            blocked={blocked}
            reasonBeside
            busy={busy}
            onAct={propose}
          />
        </div>
      )}
    </>
  );
}

function Group(props: {
  label: string;
  rows: readonly PolicyRow[];
  typed: Readonly<Partial<Record<PolicyKey, number | string>>>;
  onType: ((key: PolicyKey, value: number | string) => void) | null;
}) {
  const { label, rows, typed, onType } = props;
  return (
    <section className="section" aria-label={label}>
      <h2>{label}</h2>
      <table className="small-table policy-table">
        <thead>
          <tr>
            <th scope="col">项目</th>
            <th scope="col">现行值</th>
            <th scope="col">默认</th>
            <th scope="col">底线</th>
            <th scope="col">最近一次修改</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const number = policyNumbers[row.key];
            return (
              <tr key={row.key}>
                <td>{number.name}</td>
                <td>
                  {onType === null ? (
                    `${row.value} ${number.unit}`
                  ) : (
                    <NumberInput
                      aria-label={number.name}
                      value={typed[row.key] ?? row.value}
                      allowDecimal={false}
                      suffix={` ${number.unit}`}
                      error={typed[row.key] !== undefined && policyProblem(row.key, typed[row.key]) !== null}
                      onChange={(value) => onType(row.key, value)}
                    />
                  )}
                  {row.faulty && <ToneTag tone="refused">存储值越过底线</ToneTag>}
                </td>
                <td>{row.defaultValue}</td>
                <td className="dim">{number.floor}</td>
                <td className="dim">
                  {row.changed === null
                    ? '未修改过'
                    : `${displayInstant(row.changed.at)} ${row.changed.by}、${row.changed.second}：${row.changed.before} → ${row.value}（${row.changed.reason}）`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
