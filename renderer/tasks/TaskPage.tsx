import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { isEmptyValue } from '../../shared/forms/values.ts';
import { type RecordUid, siteCodePattern } from '../../shared/ids.ts';
import { api, queryClient } from '../client.ts';
import { ItemsOutTable } from '../dispatch/ItemsOut.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { StepBar } from '../parts/StepBar.tsx';
import { Timeline } from '../parts/Timeline.tsx';
import { DueTag, ToneTag } from '../parts/tags.tsx';
import { RecordPage } from '../records/RecordPage/RecordPage.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { RecordLine } from '../records/RecordRows.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { OpenEnds } from './OpenEnds.tsx';
import { Support } from './Support.tsx';
import { type Start, StartButton, useStart } from './start.tsx';
import { TaskWork } from './TaskWork.tsx';

type Chain = CallOutput<'service.chain'>;
type Demanded = Chain['demanded'][number];

/** A task with its whole chain: step of figure 1, what is missing and who must act, reports demanded and why. */
export function TaskPage(props: {
  uid: RecordUid;
  onBack?: (() => void) | undefined;
  onTitle?: (title: string) => void;
}) {
  return (
    <RecordPage
      uid={props.uid}
      onBack={props.onBack}
      {...(props.onTitle === undefined ? {} : { onTitle: props.onTitle })}
      steps={<Steps uid={props.uid} />}
      extra={(record) => <ChainView uid={props.uid} record={record} />}
    />
  );
}

/** The steps of figure 1 with the party that acts in each. */
function Steps({ uid }: { uid: RecordUid }) {
  const chain = useQuery(api.service.chain.queryOptions({ input: { uid } }));
  return <StepBar label="服务流程（图 1）" steps={chain.data?.steps ?? []} />;
}

function ChainView({ uid, record }: { uid: RecordUid; record: OpenRecord }) {
  const chain = useQuery(api.service.chain.queryOptions({ input: { uid } }));
  if (chain.error !== null) return <Empty why={problemOf(chain.error).message} />;
  if (chain.data === undefined) return <Loading what="正在读取任务全过程" />;
  return <ChainParts uid={uid} chain={chain.data} record={record} />;
}

function ChainParts({ uid, chain, record }: { uid: RecordUid; chain: Chain; record: OpenRecord }) {
  const { content } = record.detail;
  const { today } = useSession();
  const may = useMay();
  const tabs = useTabs();
  const start = useStart(uid);
  const mayFill = record.detail.editable || chain.mayWork;
  useMarkingsOnScreen(chain.records.map((row) => row.marking));
  const { savedAt } = record;
  useEffect(() => {
    // What is missing follows from what has just been filled in.
    if (savedAt !== null)
      void queryClient.invalidateQueries({ queryKey: api.service.chain.queryKey({ input: { uid } }) });
  }, [savedAt, uid]);
  return (
    <>
      <OpenEnds chain={chain} start={start} mayFill={mayFill} />
      {chain.mayWork && !record.detail.editable && <TaskWork record={record} />}
      <section className="section">
        <h2>
          应填的记录和报告 <b>{chain.demanded.length}</b>
          <span className="clause">
            责任站点 {chain.responsibleSite.site}：{chain.responsibleSite.reason}（
            {chain.responsibleSite.clause}）
          </span>
        </h2>
        <ProposedSite record={record} proposed={chain.responsibleSite.site} />
        {chain.demanded.length === 0 ? (
          <p className="dim">确定服务类别和方式后，按服务一览表列出应填的报告及理由。</p>
        ) : (
          <ul className="demanded">
            {chain.demanded.map((report) => (
              <DemandedLine
                key={`${report.kind}-${report.equipment.map((ref) => ref.uid).join()}`}
                report={report}
                start={may.write(report.kind) ? start : null}
              />
            ))}
          </ul>
        )}
        {content.mode === 'onSite' &&
          may.write('dispatchNotice') &&
          !chain.demanded.some((report) => report.kind === 'dispatchNotice') && (
            <StartButton kind="dispatchNotice" start={start} equipment={[]} />
          )}
      </section>
      <Support taskUid={uid} rows={chain.support} open={record.detail.row.state !== 'closed'} />
      {chain.itemsOut.length > 0 && (
        <section className="section">
          <h2>
            未带回物品 <b>{chain.itemsOut.filter((item) => item.settledAt === null).length}</b>
            <span className="clause">5.5.4、5.5.6</span>
          </h2>
          <ItemsOutTable items={chain.itemsOut} />
        </section>
      )}
      <section className="section">
        <h2>
          本任务的记录 <b>{chain.records.length}</b>
        </h2>
        {chain.records.length === 0 && <p className="dim">还没有记录。</p>}
        <ul>
          {chain.records.map((row) => (
            <li key={row.uid}>
              <RecordLine row={row} look="task-record">
                <span className="cut">{latestForm(row.kind).title}</span>
                <span className="cut">{row.title}</span>
                <span>
                  <DueTag dueOn={row.dueOn} today={today} />
                </span>
              </RecordLine>
            </li>
          ))}
        </ul>
      </section>
      <section className="section">
        <h2>全过程</h2>
        <Timeline
          events={chain.events.map((event, index) => ({
            key: `${event.at}-${index}`,
            at: event.at,
            by: event.by,
            what: event.what,
            why: (
              <>
                {event.detail}
                {event.record !== null && event.record.uid !== uid && (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() =>
                      event.record !== null &&
                      tabs.open('record', { uid: event.record.uid }, event.record.number || undefined)
                    }
                  >
                    {event.record.number || latestForm(event.record.kind).title}
                  </button>
                )}
              </>
            ),
          }))}
        />
      </section>
    </>
  );
}

/** Takes over the site that table 1 proposes, as long as none has been entered. */
function ProposedSite({ record, proposed }: { record: OpenRecord; proposed: string }) {
  const { site } = useSession();
  const { detail, form } = record;
  const field = fieldOf(form, 'responsibleSite');
  if (field === undefined || !detail.editable || !isEmptyValue(detail.content.responsibleSite)) return null;
  // The center is named in words; its code is known at the center itself.
  const code = siteCodePattern.test(proposed) ? proposed : site.kind === 'center' ? site.code : null;
  if (code === null) return null;
  return (
    <Button size="xs" variant="default" onClick={() => record.saveField('responsibleSite', code)}>
      责任站点采用 {code}
    </Button>
  );
}

function DemandedLine({ report, start }: { report: Demanded; start: Start | null }) {
  const complete = report.have >= report.count;
  return (
    <li>
      <span>
        <ToneTag tone={complete ? 'done' : 'attention'}>{`${report.have}/${report.count}`}</ToneTag>{' '}
        <b>{latestForm(report.kind).title}</b> <span className="dim">{latestForm(report.kind).code}</span>
      </span>
      <span className="reasons">
        {report.reason}（{report.clause}）
        {report.equipment.length > 0 && `　${report.equipment.map((ref) => ref.code).join('、')}`}
      </span>
      <span>
        {!complete && start !== null && (
          <StartButton kind={report.kind} start={start} equipment={report.equipment} />
        )}
      </span>
    </li>
  );
}
