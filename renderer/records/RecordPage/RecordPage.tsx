import { type ReactNode, useEffect, useId, useMemo } from 'react';
import { displayInstant } from '../../../shared/forms/display.ts';
import { hasPaperOriginal } from '../../../shared/forms/kinds.ts';
import type { RecordUid } from '../../../shared/ids.ts';
import { lifecycleOf, partyWords, stepIndex } from '../../../shared/lifecycle/lifecycle.ts';
import type { State } from '../../../shared/lifecycle/states.ts';
import { CasePanel } from '../../cases/CasePanel.tsx';
import { Loading } from '../../parts/Empty.tsx';
import { enterGoesNext } from '../../parts/enterNext.ts';
import { FieldSurroundingsProvider } from '../../parts/fieldContext.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { PageHeader } from '../../parts/PageHeader.tsx';
import { problemOf } from '../../parts/problem.tsx';
import { SectionAnchors } from '../../parts/SectionAnchors.tsx';
import { type BarStep, StepBar } from '../../parts/StepBar.tsx';
import { DueTag, StateTag, ToneTag } from '../../parts/tags.tsx';
import { useMarkingsOnScreen } from '../../shell/marking.tsx';
import { useMay, useSession } from '../../shell/session.tsx';
import { useTabs } from '../../shell/tabs.tsx';
import { SparesPanel } from '../../spares/SparesPanel.tsx';
import { occurredWords } from '../occurred.ts';
import { AttachmentList } from './AttachmentList.tsx';
import { Custody, History, Links } from './Background.tsx';
import { CopyNumber } from './CopyNumber.tsx';
import { FormFields, shownGroups } from './FormFields.tsx';
import { HeadFields } from './HeadFields.tsx';
import { LinkForm } from './LinkForm.tsx';
import { MarkingPanel } from './MarkingPanel.tsx';
import { MoveBar } from './MoveBar.tsx';
import { PaperForm } from './PaperForm.tsx';
import { ReadersPanel } from './ReadersPanel.tsx';
import { SignaturePanel } from './SignaturePanel.tsx';
import { useAttachments } from './useAttachments.ts';
import { type OpenRecord, useRecord } from './useRecord.ts';

/** Recorded so long after it happened, an entry is a later one (补录). */
const lateEntryMs = 24 * 60 * 60 * 1000;

/** One record of any kind: head, form, signature, files, background, history; written in place while it may be. */
export function RecordPage(props: {
  uid: RecordUid;
  onBack?: (() => void) | undefined;
  /** Told when number or title are known, for the tab. */
  onTitle?: (title: string) => void;
  /** Stands in place of the lifecycle's step bar (steps of figure 1 on a task). */
  steps?: ReactNode;
  /** Stands before the form (candidates of a notice, chain of a task). */
  extra?: (record: OpenRecord) => ReactNode;
}) {
  const { open, error } = useRecord(props.uid);
  if (error !== null && error !== undefined && open === null) {
    return (
      <div className="screen-failure" role="alert">
        <p>{problemOf(error).message}</p>
      </div>
    );
  }
  if (open === null) return <Loading what="正在打开记录" />;
  return <Opened {...props} record={open} />;
}

function Opened(props: {
  record: OpenRecord;
  onBack?: (() => void) | undefined;
  onTitle?: (title: string) => void;
  steps?: ReactNode;
  extra?: (record: OpenRecord) => ReactNode;
}) {
  const { record, onTitle } = props;
  const { detail, form } = record;
  const { row } = detail;
  const { today } = useSession();
  const may = useMay();
  const tabs = useTabs();
  const id = useId();
  const attachments = useAttachments(row.uid);
  useMarkingsOnScreen([row.marking, ...detail.links.map((link) => link.row.marking)]);
  const title = row.number !== '' ? row.number : `${form.title}${row.state === 'draft' ? '（草稿）' : ''}`;
  useEffect(() => onTitle?.(title), [onTitle, title]);

  const onPaper = form.customerSigned || row.kind === 'dispatchNotice' || row.kind === 'serviceInformation';
  const signs = form.customerSigned;
  const { pick } = attachments;
  const surroundings = useMemo(
    () => ({
      recordUid: row.uid,
      attachments: detail.attachments,
      customerUid: row.customer?.uid ?? null,
      taskUid: detail.task?.uid ?? null,
      addAttachment: detail.editable
        ? async (role: 'file' | 'signedScan') => (await pick(role)) ?? null
        : null,
    }),
    [row.uid, row.customer?.uid, detail.attachments, detail.task?.uid, detail.editable, pick],
  );
  const sections = [
    { id: `${id}-head`, label: '基本' },
    ...shownGroups(record).map((group) => ({ id: `${id}-${group.key}`, label: group.label })),
    ...(signs ? [{ id: `${id}-signature-panel`, label: '签字核对' }] : []),
    { id: `${id}-files`, label: `附件 ${detail.attachments.length}` },
    { id: `${id}-links`, label: `关联 ${detail.links.length}` },
    ...(hasPaperOriginal(row.kind) ? [{ id: `${id}-custody`, label: '原件' }] : []),
    { id: `${id}-readers`, label: '知悉范围' },
    { id: `${id}-marking`, label: '定密' },
    { id: `${id}-history`, label: '经过' },
  ];
  const late = Date.parse(row.recordedAt) - Date.parse(row.occurredAt) > lateEntryMs;
  return (
    <FieldSurroundingsProvider value={surroundings}>
      <article className="record" aria-label={title} onKeyDown={(event) => enterGoesNext(event)}>
        <PageHeader
          number={row.number === '' ? null : row.number}
          marking={row.marking}
          state={<StateTag state={row.state} />}
          title={form.title}
          under={
            <>
              {(row.customer !== null || form.head.customer !== 'none') && (
                <span>{row.customer?.name ?? '未填用户单位'}</span>
              )}
              <span>发生 {occurredWords(row)}</span>
              <span>拟制 {row.author}</span>
              {late && <ToneTag tone="attention">补录</ToneTag>}
              {detail.doubtfulTime !== null && (
                <ToneTag tone={detail.doubtfulTime.confirmedAt === null ? 'refused' : 'attention'}>
                  {detail.doubtfulTime.confirmedAt === null
                    ? '时间待确认'
                    : `录入时日期有疑问，${displayInstant(detail.doubtfulTime.confirmedAt).slice(0, 10)} 已确认`}
                </ToneTag>
              )}
              <DueTag dueOn={row.dueOn} today={today} />
              {row.originalState === 'missing' && <ToneTag tone="attention">原件未到</ToneTag>}
            </>
          }
          actions={
            <>
              {may.act('number.copy') && row.number !== '' && <CopyNumber uid={row.uid} />}
              {may.act('print.apply') && row.kind !== 'task' && (
                <KeyButton label="打印" onAct={() => tabs.open('print', { uid: row.uid }, `打印 ${title}`)} />
              )}
            </>
          }
        />
        {props.steps ?? <StepBar label="办理步骤" steps={lifecycleSteps(record)} />}
        <SectionAnchors sections={sections} />
        <div className="page-body">
          {props.extra?.(record)}
          <CasePanel record={record} />
          <SparesPanel record={record} />
          <section className="section" id={`${id}-head`}>
            <h2>基本情况</h2>
            <HeadFields record={record} />
          </section>
          {onPaper ? (
            <PaperForm record={record} idPrefix={id} />
          ) : (
            <FormFields record={record} idPrefix={id} />
          )}
          {signs && (
            <section className="section" id={`${id}-signature-panel`}>
              <h2>签字核对</h2>
              <SignaturePanel record={record} attachments={attachments} />
            </section>
          )}
          <section className="section" id={`${id}-files`}>
            <h2>附件</h2>
            <AttachmentList detail={detail} attachments={attachments} editable={detail.editable} />
          </section>
          <section className="section" id={`${id}-links`}>
            <h2>关联记录</h2>
            <Links detail={detail} />
            <LinkForm detail={detail} />
          </section>
          {hasPaperOriginal(row.kind) && (
            <section className="section" id={`${id}-custody`}>
              <h2>纸质原件</h2>
              <Custody detail={detail} />
            </section>
          )}
          <section className="section" id={`${id}-readers`}>
            <h2>知悉范围</h2>
            <ReadersPanel detail={detail} />
          </section>
          <section className="section" id={`${id}-marking`}>
            <h2>定密</h2>
            <MarkingPanel detail={detail} />
          </section>
          <section className="section" id={`${id}-history`}>
            <h2>经过</h2>
            <History detail={detail} />
          </section>
        </div>
        <MoveBar record={record} onBack={props.onBack} />
      </article>
    </FieldSurroundingsProvider>
  );
}

/** States with which the work on a record is over: their step is done, not under way. */
const over: readonly State[] = ['archived', 'compiled', 'disposed'];

function lifecycleSteps({ detail }: OpenRecord): BarStep[] {
  const { kind, state } = detail.row;
  const reached = stepIndex(kind, state);
  const current = over.includes(state) ? -1 : reached;
  return lifecycleOf(kind)
    .steps.filter((step) => step.state !== 'disposed')
    .map((step, index) => ({
      key: step.state,
      label: step.label,
      party: step.parties.map((party) => partyWords[party]).join('、'),
      state: index === current ? 'current' : index <= reached ? 'done' : 'ahead',
    }));
}
