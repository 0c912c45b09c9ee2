import './printing.css';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PrintJobRow } from '../../shared/contract/printing.ts';
import type { RecordDetail } from '../../shared/contract/records.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { classWords } from '../../shared/printing/classWords.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { problemOf } from '../parts/problem.tsx';
import { StateTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useMay } from '../shell/session.tsx';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { ApplyForm } from './ApplyForm.tsx';
import { Order } from './Order.tsx';

type PrintClass = Exclude<PrintJobRow['class'], 'auditReport' | 'blankForm' | 'volume'>;
const signedKinds: readonly string[] = [
  'dispatchNotice',
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
];
const openStates: readonly string[] = ['draft', 'issued', 'returned'];
const finalStates: readonly string[] = ['approved', 'dispatched', 'archived', 'compiled'];

/** The classes that are worth offering in the record's state, the most official first; the program decides in any case. */
function classesOf({ row }: RecordDetail): PrintClass[] {
  const final =
    finalStates.includes(row.state) ||
    (row.kind === 'dispatchNotice' && ['issued', 'returned', 'reviewed'].includes(row.state)) ||
    (!['dispatchNotice', 'situationReport'].includes(row.kind) && ['closed', 'reviewed'].includes(row.state));
  const signable = signedKinds.includes(row.kind) && openStates.includes(row.state);
  return [
    ...(signable ? (['forSignature'] as const) : []),
    ...(final ? (['approved'] as const) : []),
    'draft',
  ];
}

/** The print desk of one record: pages exactly as they print, application and copies beside, its ledger below. */
export function PrintScreen({ params }: ScreenProps) {
  const uid = params.uid as RecordUid;
  const tabs = useTabs();
  const tab = useCurrentTab();
  const record = useQuery(api.records.open.queryOptions({ input: { uid } }));
  const title =
    record.data === undefined ? null : record.data.row.number || latestForm(record.data.row.kind).title;
  const { rename } = tabs;
  useEffect(() => {
    if (title !== null) rename(tab, `打印 ${title}`);
  }, [rename, tab, title]);
  if (record.isError)
    return (
      <div className="screen-failure" role="alert">
        <p>{problemOf(record.error).message}</p>
      </div>
    );
  if (record.data === undefined) return <Loading what="正在打开记录" />;
  return <Desk detail={record.data} onLeave={() => tabs.close(tab)} />;
}

function Desk({ detail, onLeave }: { detail: RecordDetail; onLeave: () => void }) {
  const { row } = detail;
  const may = useMay();
  const classes = classesOf(detail);
  const [chosen, setChosen] = useState<PrintClass>(classes[0] ?? 'draft');
  const printClass = classes.includes(chosen) ? chosen : (classes[0] ?? 'draft');
  const preview = useQuery(
    api.printing.preview.queryOptions({
      input: { recordUid: row.uid, class: printClass },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const orders = useQuery(
    api.printing.ledger.queryOptions({
      input: { recordUid: row.uid, limit: 200 },
      enabled: may.act('print.apply') || may.act('print.approve') || may.act('print.ledger'),
    }),
  );
  useMarkingsOnScreen([row.marking]);
  const rows = orders.data?.rows ?? [];
  return (
    <>
      <PageHeader
        title={latestForm(row.kind).title}
        number={row.number === '' ? null : row.number}
        marking={row.marking}
        state={<StateTag state={row.state} />}
        under={row.title}
      />
      <div className="print-desk">
        <section className="print-pages" aria-label="版面">
          <FilterBar
            chips={classes.map((one) => ({
              key: one,
              label: classWords[one],
              on: one === printClass,
              onToggle: () => setChosen(one),
            }))}
            count={preview.data === undefined ? '' : `共 ${preview.data.pages} 页`}
          />
          <Pages
            failed={preview.isError ? problemOf(preview.error).message : null}
            pdf={preview.data?.pdf ?? null}
            label={`${latestForm(row.kind).title}版面`}
          />
        </section>
        <div className="print-side">
          <div className="page-body">
            {may.act('print.apply') && <ApplyForm key={printClass} detail={detail} printClass={printClass} />}
            <section className="section">
              <h2>本件台账</h2>
              {orders.data === undefined ? (
                may.act('print.apply') ? (
                  <Loading />
                ) : null
              ) : rows.length === 0 ? (
                <Empty why="本件还没有打印申请。申请、审批、每一份的去向都登记在这里。" />
              ) : (
                rows.map((job) => <Order key={job.uid} job={job} />)
              )}
            </section>
          </div>
          <div className="page-foot">
            <KeyButton label="返回" keyName="back" onAct={onLeave} />
          </div>
        </div>
      </div>
    </>
  );
}

/** Pages in the width of their half of the desk. */
function Pages({ pdf, failed, label }: { pdf: string | null; failed: string | null; label: string }) {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const measure = useCallback((element: HTMLDivElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.current.observe(element);
  }, []);
  return (
    <div ref={measure} style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
      {failed !== null ? (
        <p className="callout refused" role="alert" style={{ margin: 12 }}>
          {failed}
        </p>
      ) : pdf === null || width === 0 ? (
        <Loading what="正在排版" />
      ) : (
        <PdfPages content={pdf} label={label} width={Math.min(760, width - 40)} />
      )}
    </div>
  );
}
