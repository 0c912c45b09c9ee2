import './spares.css';
import { NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { z } from 'zod';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import { isEmptyValue } from '../../shared/forms/values.ts';
import { api, client, queryClient } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { MasterPicker } from '../parts/MasterPicker.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useMay } from '../shell/session.tsx';
import { refreshSpares } from './refresh.ts';

/** Lines of a spares plan or of a stock-taking, worked on beside the form. */
export function SparesPanel({ record }: { record: OpenRecord }) {
  const { kind } = record.detail.row;
  if (kind === 'sparesPlan') return <Plan record={record} />;
  return kind === 'stockTaking' ? <Count record={record} /> : null;
}

function useAct(record: OpenRecord) {
  const problem = useProblem();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    act: async (work: () => Promise<unknown>, said: string | null) => {
      setBusy(true);
      try {
        await record.settled();
        await work();
        if (said !== null) showDone(said);
        await refreshSpares();
      } catch (error) {
        problem(error);
      } finally {
        setBusy(false);
      }
    },
  };
}

function Plan({ record }: { record: OpenRecord }) {
  const may = useMay();
  const { uid, state } = record.detail.row;
  const { busy, act } = useAct(record);
  const plan = useQuery(api.spares.plan.queryOptions({ input: { uid }, enabled: may.act('spares.read') }));
  const { version } = record.detail;
  useEffect(() => {
    void version;
    void queryClient.invalidateQueries({ queryKey: api.spares.plan.queryKey({ input: { uid } }) });
  }, [version, uid]);
  const works = record.detail.editable && state === 'draft' && may.act('spares.plan');
  const lines = plan.data?.lines ?? [];
  const open = lines.filter((line) => line.decided === null).length;
  const content = record.detail.content;
  const gap =
    isEmptyValue(content.target) || isEmptyValue(content.demandYears)
      ? '请先填写满足率目标和统计年数。'
      : null;
  return (
    <PartLines
      title="预投备件"
      clause="建议库存是使补充周期内需求不超过它的概率不低于目标的最小数（泊松分布），减去现有自有库存为建议预投（5.9）"
      acts={
        works && (
          <div className="spares-acts">
            <KeyButton
              size="xs"
              label={lines.length === 0 ? '计算建议' : '重新计算建议'}
              busy={busy}
              blocked={gap}
              onAct={() => void act(() => client.spares.suggest({ uid }), '已按当前用量和库存计算')}
            />
            {open > 0 && <ToneTag tone="attention">{`还有 ${open} 项未决定`}</ToneTag>}
          </div>
        )
      }
      empty={works ? '填写目标和统计年数后计算建议。' : '没有预投备件。'}
      heads={[
        '用量',
        '周期均值',
        '库存',
        '建议库存',
        '建议预投',
        '决定预投',
        '理由',
        ...(state === 'draft' ? [] : ['到货']),
      ]}
      lines={lines}
      cells={(line) => (
        <>
          <td>{line.used}</td>
          <td>{line.mean}</td>
          <td>{line.stock}</td>
          <td>{line.level}</td>
          <td>{line.suggested}</td>
          <Decided
            works={works}
            label={line.code}
            value={line.decided}
            proposed={line.suggested}
            reason={line.reason}
            open="未定"
            busy={busy}
            onEnter={(decided, reason) =>
              void act(() => client.spares.decideLine({ uid, code: line.code, decided, reason }), null)
            }
          />
          {state !== 'draft' && (
            <td>
              {line.decided !== null && line.decided > 0 ? (
                <ToneTag tone={line.delivered >= line.decided ? 'done' : 'underway'}>
                  {`${line.delivered}/${line.decided}`}
                </ToneTag>
              ) : (
                line.delivered
              )}
            </td>
          )}
        </>
      )}
    />
  );
}

/** Lines of parts under a title with its definition: code and name first, the rest by what the document is. */
function PartLines<Line extends { readonly code: string; readonly name: string }>(props: {
  title: string;
  clause: string;
  acts: ReactNode;
  empty: string;
  heads: readonly string[];
  lines: readonly Line[];
  cells: (line: Line) => ReactNode;
}) {
  const { lines } = props;
  return (
    <section className="section">
      <h2>
        <span className="spares-title">
          {props.title} <b>{lines.length}</b>
        </span>
        <span className="clause">{props.clause}</span>
      </h2>
      {props.acts}
      {lines.length === 0 ? (
        <p className="dim">{props.empty}</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              {['备件', ...props.heads].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.code}>
                <td>
                  <span className="number">{line.code}</span> {line.name}
                </td>
                {props.cells(line)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type DecideProps = Parameters<typeof Decide>[0];

/** The figure of a line and its reason: fields while the document is worked on, words afterwards. */
function Decided({ works, open, ...line }: DecideProps & { works: boolean; open: string }) {
  if (works) return <Decide key={`${line.label} ${line.value} ${line.proposed}`} {...line} />;
  return (
    <>
      <td className="number">{line.value ?? open}</td>
      <td>{line.reason}</td>
    </>
  );
}

/** Two cells: the figure decided, and the reason that it needs when it is another than proposed. Enter or leaving saves. */
function Decide(props: {
  label: string;
  value: number | null;
  proposed: number;
  reason: string;
  busy: boolean;
  onEnter: (decided: number, reason: string) => void;
}) {
  const [value, setValue] = useState<number | ''>(props.value ?? '');
  const [reason, setReason] = useState(props.reason);
  const differs = value !== '' && value !== props.proposed;
  const changed = value !== (props.value ?? '') || reason.trim() !== props.reason;
  const ready = value !== '' && changed && (!differs || reason.trim().length >= 2);
  const save = () => {
    if (ready && !props.busy) props.onEnter(value, reason.trim());
  };
  return (
    <>
      <td>
        <span className="spares-decide">
          <NumberInput
            size="xs"
            w={76}
            aria-label={`${props.label} 决定`}
            min={0}
            allowDecimal={false}
            hideControls
            value={value}
            onChange={(next) => setValue(typeof next === 'number' ? next : '')}
            onBlur={save}
          />
          {props.value === null && (
            <KeyButton
              size="xs"
              label={`按 ${props.proposed}`}
              onAct={() => props.onEnter(props.proposed, reason.trim())}
            />
          )}
        </span>
      </td>
      <td>
        <TextInput
          size="xs"
          aria-label={`${props.label} 理由`}
          placeholder={differs ? '与建议不同，须写理由' : ''}
          error={differs && reason.trim().length < 2}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onBlur={save}
        />
      </td>
    </>
  );
}

const countLine = z.object({
  code: z.string(),
  name: z.string().catch(''),
  book: z.number().catch(0),
  counted: z.number().nullable().catch(null),
  reason: z.string().nullable().catch(null),
});

function Count({ record }: { record: OpenRecord }) {
  const may = useMay();
  const { uid } = record.detail.row;
  const { busy, act } = useAct(record);
  const [added, setAdded] = useState<MasterRef | null>(null);
  const lines = countLine.array().safeParse(record.detail.content.lines ?? []).data ?? [];
  const works = record.detail.editable && may.act('spares.move');
  const gap = isEmptyValue(record.detail.content.depot) ? '请先选择库房。' : null;
  const open = lines.filter((line) => line.counted === null).length;
  const count = (code: string, counted: number, reason: string) =>
    void act(() => client.spares.countLine({ uid, code, counted, reason }), null);
  return (
    <PartLines
      title="盘点结果"
      clause="实盘与账面不符的写明原因；批准后按实盘调整账面（5.8、5.9）"
      acts={
        works && (
          <div className="line-fields">
            <KeyButton
              size="xs"
              label={lines.length === 0 ? '取账面数' : '重新取账面数'}
              busy={busy}
              blocked={gap}
              onAct={() => void act(() => client.spares.takeBook({ uid }), '已取账面数')}
            />
            <MasterPicker
              type="part"
              label="账外备件"
              hideLabel
              adds
              placeholder="账上没有、实际在库的备件"
              value={added}
              onChange={(ref) => {
                setAdded(null);
                if (ref !== null) count(ref.code, 0, '账外备件，待登记实盘数');
              }}
            />
            {open > 0 && <ToneTag tone="attention">{`还有 ${open} 项未登记`}</ToneTag>}
          </div>
        )
      }
      empty="选定库房后取账面数，再逐项登记实盘数。"
      heads={['账面数', '实盘数', '差异原因', '差异']}
      lines={lines}
      cells={(line) => (
        <>
          <td>{line.book}</td>
          <Decided
            works={works}
            label={line.code}
            value={line.counted}
            proposed={line.book}
            reason={line.reason ?? ''}
            open="未登记"
            busy={busy}
            onEnter={(counted, reason) => count(line.code, counted, reason)}
          />
          <td>
            {line.counted === null || line.counted === line.book ? (
              ''
            ) : (
              <ToneTag tone="attention">
                {line.counted > line.book
                  ? `盘盈 ${line.counted - line.book}`
                  : `盘亏 ${line.book - line.counted}`}
              </ToneTag>
            )}
          </td>
        </>
      )}
    />
  );
}
