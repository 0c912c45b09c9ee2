import { useState } from 'react';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import type { Day } from '../../../shared/ids.ts';
import { client, refreshRecords } from '../../client.ts';
import { DayInput } from '../../parts/DayInput.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { useMay } from '../../shell/session.tsx';
import type { OpenRecord } from './useRecord.ts';

/** The reviewer's comparison of what was typed with the paper written by hand; a corrected transcription is compared again. */
export function Comparison(props: { record: OpenRecord; form: RecordDetail['handwritten'][number] }) {
  const { form } = props;
  const { row } = props.record.detail;
  const may = useMay();
  const problem = useProblem();
  const reviews = may.hold('supervisor') || may.hold('unitLeader');
  const compare = () => {
    client.records.compareTranscription({ uid: row.uid }).then(async () => {
      showDone('已确认录入内容与手写原件一致');
      await refreshRecords();
    }, problem);
  };
  return (
    <div className="line-fields">
      {form.current ? (
        <ToneTag tone="done">
          {`${form.comparedBy ?? ''} ${form.comparedAt === null ? '' : displayInstant(form.comparedAt)} 已核对一致`}
        </ToneTag>
      ) : (
        <ToneTag tone="attention">
          {form.comparedBy === null ? '录入内容待审查人核对' : '核对后内容更正过，须再核对'}
        </ToneTag>
      )}
      {row.state === 'submitted' && (
        <KeyButton
          label="逐栏核对，与原件一致"
          blocked={reviews ? null : '由审查人（主管、单位领导）核对。'}
          onAct={compare}
        />
      )}
    </div>
  );
}

/** No signature: the supervisor decides that it is got later, with a due day; 无效 is among the acts at the foot of the page. */
export function Unsigned({ record }: { record: OpenRecord }) {
  const { detail } = record;
  const may = useMay();
  const problem = useProblem();
  const [dueOn, setDueOn] = useState<Day | null>(null);
  if (detail.content.signature !== 'none') return null;
  const decided = detail.custody.findLast((line) => line.event === 'missing' && line.dueOn !== null);
  const decides = may.hold('supervisor') || may.hold('unitLeader');
  const decide = () => {
    client.records
      .recordCustody({ uid: detail.row.uid, event: 'missing', from: '', to: '', place: '', dueOn })
      .then(async () => {
        showDone('已登记补签期限，报告可以提交');
        await refreshRecords();
      }, problem);
  };
  return (
    <section aria-label="无签字处理">
      <p>
        <ToneTag tone="attention">用户未签署</ToneTag>{' '}
        {decided === undefined
          ? '须由主管决定：限期补签，或判为无效（不统计、不上报，5.5.5）。'
          : `${displayInstant(decided.at)} 决定限期补签，期限 ${decided.dueOn ?? ''}。`}
      </p>
      {detail.row.state === 'draft' && (
        <div className="line-fields">
          <DayInput label="补签期限" value={dueOn} onChange={setDueOn} />
          <KeyButton
            label="决定限期补签"
            blocked={!decides ? '由主管或单位领导决定。' : dueOn === null ? '请填写补签期限。' : null}
            onAct={decide}
          />
        </div>
      )}
    </section>
  );
}
