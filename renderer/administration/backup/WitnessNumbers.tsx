import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RestoredState } from '../../../shared/contract/backup.ts';
import type { CallInput } from '../../../shared/contract/contract.ts';
import type { Sha256Hex } from '../../../shared/ids.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { headOf } from './headText.ts';

type Entered = Omit<CallInput<'backup.witnessNumbers'>, 'second'>;
type Series = RestoredState['numbers'][number];

const keyOf = (row: Series) => `${row.series} ${row.year} ${row.site}`;

/** Highest number per series and stream from a witness: what is not in the witness counts as the set has it, and twenty more are voided in any case. */
export function WitnessNumbers(props: {
  state: RestoredState;
  blocked: string | null;
  busy: boolean;
  onEnter: (entered: Entered) => void;
}) {
  const { state } = props;
  const [source, setSource] = useState('');
  const [typed, setTyped] = useState<ReadonlyMap<string, number>>(new Map());
  const [streams, setStreams] = useState<ReadonlyMap<string, { seq: number; digest: string }>>(new Map());
  const [head, setHead] = useState('');
  const [all, setAll] = useState(false);
  const shown = all ? state.numbers : state.numbers.filter((row) => row.inSet > 0);
  const below = state.numbers.find((row) => (typed.get(keyOf(row)) ?? row.inSet) < row.inSet);
  const undigested = state.streams.find((row) => {
    const entry = streams.get(row.recipient);
    return entry !== undefined && entry.seq > row.inSet && !/^[0-9a-f]{64}$/i.test(entry.digest.trim());
  });
  const blocked =
    source.trim() === ''
      ? '见证资料未填写'
      : below !== undefined
        ? `${below.name}低于备份集中的 ${below.inSet}`
        : undigested !== undefined
          ? `发往 ${undigested.name} 的最后一包缺摘要`
          : head.trim() !== '' && headOf(head) === undefined
            ? '链头格式应为 序号:摘要'
            : props.blocked;
  const enter = () => {
    props.onEnter({
      numbers: state.numbers.map((row) => ({
        series: row.series,
        year: row.year,
        site: row.site,
        witnessed: typed.get(keyOf(row)) ?? row.inSet,
        source: source.trim(),
      })),
      streams: state.streams.map((row) => {
        const entry = streams.get(row.recipient);
        const beyond = entry !== undefined && entry.seq > row.inSet;
        return {
          recipient: row.recipient,
          witnessed: entry?.seq ?? row.inSet,
          digest: beyond ? (entry.digest.trim().toLowerCase() as Sha256Hex) : null,
          source: source.trim(),
        };
      }),
      lostHead: headOf(head) ?? null,
    });
  };
  return (
    <>
      <p className="dim">
        按纸面登记簿、回执或对方站点，填写每个系列见过的最高号。到此号为止、再加 20
        号，都登记为“恢复作废”，永不再用。
      </p>
      <div className="pair">
        <TextInput
          label="见证资料"
          placeholder="例如：纸质登记簿第 3 册，2026-11-22 止"
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <TextInput
          label="最后见过的审计链头（序号:摘要）"
          description={
            state.foundHead === null
              ? '抄自最近的数据包、回执或打印的审计报告；没有时留空。'
              : `原数据库中读到第 ${state.foundHead.seq} 行，可以留空。`
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={head}
          onChange={(event) => setHead(event.currentTarget.value)}
        />
      </div>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">系列</th>
            <th scope="col">年</th>
            <th scope="col">站点</th>
            <th scope="col">备份集中最高号</th>
            <th scope="col">见证最高号</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              <td>
                {row.name}（{row.series}）
              </td>
              <td>{row.year}</td>
              <td>{row.site}</td>
              <td className="number">{row.inSet === 0 ? '—' : row.inSet}</td>
              <td>
                <NumberInput
                  aria-label={`${row.name} ${row.year} ${row.site} 见证最高号`}
                  size="xs"
                  min={0}
                  allowDecimal={false}
                  hideControls
                  value={typed.get(keyOf(row)) ?? row.inSet}
                  onChange={(value) => {
                    if (typeof value === 'number') setTyped(new Map(typed).set(keyOf(row), value));
                  }}
                />
              </td>
            </tr>
          ))}
          {state.streams.map((row) => (
            <tr key={row.recipient}>
              <td>发往 {row.name} 的数据包</td>
              <td>{row.epoch}</td>
              <td>{row.recipient}</td>
              <td className="number">{row.inSet === 0 ? '—' : row.inSet}</td>
              <td>
                <NumberInput
                  aria-label={`发往 ${row.name} 的最后一包`}
                  size="xs"
                  min={0}
                  allowDecimal={false}
                  hideControls
                  value={streams.get(row.recipient)?.seq ?? row.inSet}
                  onChange={(value) => {
                    if (typeof value !== 'number') return;
                    const before = streams.get(row.recipient);
                    setStreams(
                      new Map(streams).set(row.recipient, { seq: value, digest: before?.digest ?? '' }),
                    );
                  }}
                />
                {(streams.get(row.recipient)?.seq ?? 0) > row.inSet && (
                  <TextInput
                    aria-label={`发往 ${row.name} 的最后一包的摘要`}
                    size="xs"
                    placeholder="该包摘要（见对方回执）"
                    value={streams.get(row.recipient)?.digest ?? ''}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      const seq = streams.get(row.recipient)?.seq ?? 0;
                      setStreams(new Map(streams).set(row.recipient, { seq, digest: value }));
                    }}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="act-line">
        <KeyButton
          label={all ? '只列有编号的系列' : `列出全部 ${state.numbers.length} 个系列`}
          onAct={() => setAll(!all)}
        />
        <KeyButton label="登记见证编号" blocked={blocked} reasonBeside busy={props.busy} onAct={enter} />
      </div>
    </>
  );
}
