import { Button } from '@mantine/core';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { focusField } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { type Start, StartButton } from './start.tsx';

type Chain = CallOutput<'service.chain'>;
type Item = Chain['open'][number];

/** What still hangs on the task, with clause, who must act, and the way there; empty is the proof that it can be closed. */
export function OpenEnds(props: { chain: Chain; start: Start; mayFill: boolean }) {
  const { chain, start, mayFill } = props;
  const checks = chain.open.filter(isCheck);
  const blocking = chain.open.filter((item) => item.blocksClosing).length;
  const words =
    chain.open.length === 0
      ? null
      : blocking === 0
        ? '不妨碍办结，办结后继续跟踪'
        : `其中 ${blocking} 项办结前须了结`;
  return (
    <section className="section">
      <h2>
        还缺什么 <b>{chain.open.length}</b>
        {words !== null && <span className="clause">{words}</span>}
      </h2>
      {chain.open.length === 0 ? (
        <p>
          <ToneTag tone="done">没有未了事项</ToneTag>
        </p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">事项</th>
              <th scope="col">依据</th>
              <th scope="col">由谁办</th>
              <th scope="col">办理</th>
            </tr>
          </thead>
          <tbody>
            {chain.open
              .filter((item) => !isCheck(item))
              .map((item) => (
                <tr
                  key={`${item.what}-${item.record?.uid ?? ''}-${item.equipment.map((ref) => ref.uid).join()}`}
                >
                  <td>
                    <ToneTag tone="attention">
                      {isLacking(item) ? '缺' : item.blocksClosing ? '待办' : '跟踪'}
                    </ToneTag>{' '}
                    {item.what.replace(/^缺/, '')}
                    {item.equipment.length > 0 && (
                      <span className="dim"> {item.equipment.map((ref) => ref.code).join('、')}</span>
                    )}
                  </td>
                  <td className="reasons">
                    {item.why}（{item.clause}）
                  </td>
                  <td className="whole">{item.who}</td>
                  <td>
                    <ItemAct item={item} start={start} mayFill={mayFill} />
                  </td>
                </tr>
              ))}
            {checks.length > 0 && (
              <tr>
                <td>
                  <ToneTag tone="attention">待办</ToneTag> 核对 {checks.length} 项：
                  {checks.map((item) => item.what.replace(/^核对“(.*)”$/, '$1')).join('；')}
                </td>
                <td className="reasons">
                  {checks[0]?.why}（{checks[0]?.clause}）
                </td>
                <td className="whole">{checks[0]?.who}</td>
                <td>{mayFill && <FillButton field="checkList" label="核对" />}</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A record that does not exist yet; the other items wait for something to happen to one that does. */
function isLacking(item: Item): boolean {
  return item.what.startsWith('缺');
}

/** An item of the check list; they stand together in one line. */
function isCheck(item: Item): boolean {
  return item.what.startsWith('核对“');
}

/** Goes to the field of the task in which an open item is settled. */
function FillButton({ field, label }: { field: string; label: string }) {
  return (
    <Button size="xs" variant="default" onClick={() => focusField(field)}>
      {label}
    </Button>
  );
}

/** What can be done about an open item here: start the record that is lacking, or open the one that it hangs on. */
function ItemAct(props: { item: Item; start: Start; mayFill: boolean }) {
  const { item } = props;
  const may = useMay();
  const tabs = useTabs();
  const { kind, record } = item;
  if (isLacking(item)) {
    if (kind === null) return props.mayFill ? <FillButton field="specialSummary" label="填写" /> : null;
    return may.write(kind) ? (
      <StartButton kind={kind} start={props.start} equipment={item.equipment} />
    ) : null;
  }
  if (record === null) return null;
  if (record.kind === 'task') return <span className="dim">见下</span>;
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => tabs.open('record', { uid: record.uid }, record.number || latestForm(record.kind).title)}
    >
      打开
    </Button>
  );
}
