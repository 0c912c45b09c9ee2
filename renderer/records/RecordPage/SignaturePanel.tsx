import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, refreshRecords } from '../../client.ts';
import { Empty, Loading } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { PdfPages } from '../../parts/PdfPages.tsx';
import { problemOf, showDone, useProblem } from '../../parts/problem.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { useMay } from '../../shell/session.tsx';
import { ClearFileQuestion } from './AttachmentList.tsx';
import { FilePreview } from './FilePreview.tsx';
import { Comparison, Unsigned } from './SignatureDecisions.tsx';
import type { Attachments } from './useAttachments.ts';
import type { OpenRecord } from './useRecord.ts';

const pageWidth = 420;

/** The version that was printed for signature and the signed scan, side by side, bound by the trace code. */
export function SignaturePanel({ record, attachments }: { record: OpenRecord; attachments: Attachments }) {
  const { detail } = record;
  const current = detail.printVersions.find((version) => version.current);
  const older = detail.printVersions.filter((version) => !version.current);
  const scans = detail.attachments.filter((row) => row.role === 'signedScan');
  const valid = scans.findLast((row) => !row.voided);
  const byHand = detail.handwritten.find((form) => form.traceCode === valid?.traceCode);
  return (
    <div className="signature-panel">
      <div className="signature-side">
        <h3>打印供签字的版本</h3>
        {current === undefined ? (
          <p>
            <ToneTag tone="attention">{older.length > 0 ? '内容在打印后改动过' : '尚未打印供签字'}</ToneTag>{' '}
            {older.length > 0 && '原签字已失效，请重新打印并取得签字。'}
          </p>
        ) : (
          <p>
            追踪码 <span className="trace-code">{current.traceCode}</span>　份号 {current.copyNumber}　第{' '}
            {current.version} 版 <ToneTag tone="done">与现内容一致</ToneTag>
          </p>
        )}
        <PrintForSignature record={record} again={current !== undefined} />
        <PrintedPages key={current?.traceCode} record={record} printed={current !== undefined} />
      </div>
      <div className="signature-side">
        <h3>签字扫描件</h3>
        {valid === undefined ? (
          <p>
            <ToneTag tone="attention">{scans.length > 0 ? '签字已失效' : '尚无签字扫描件'}</ToneTag>{' '}
            经用户签署姓名或加盖公章后方为有效（5.5.5）。
          </p>
        ) : (
          <p>
            追踪码 <span className="trace-code">{valid.traceCode ?? '无（手写原件）'}</span>{' '}
            {byHand !== undefined ? (
              <ToneTag tone="underway">手写原件</ToneTag>
            ) : valid.traceCode !== null && valid.traceCode === current?.traceCode ? (
              <ToneTag tone="done">与打印版本相符</ToneTag>
            ) : (
              <ToneTag tone="attention">请审查人核对</ToneTag>
            )}
          </p>
        )}
        {byHand !== undefined && <Comparison record={record} form={byHand} />}
        <Unsigned record={record} />
        {attachments.clear !== null && <ClearFileQuestion attachments={attachments} />}
        {detail.editable && (
          <TakeScan record={record} attachments={attachments} expected={current?.traceCode ?? ''} />
        )}
        {valid === undefined ? (
          <Empty why="扫描件收入后显示在这里，与左侧打印版本并排核对。" />
        ) : (
          <FilePreview uid={valid.uid} name={valid.name} width={pageWidth} />
        )}
      </div>
    </div>
  );
}

function PrintForSignature({ record, again }: { record: OpenRecord; again: boolean }) {
  const may = useMay();
  const problem = useProblem();
  const allowed = may.act('print.apply');
  const printers = useQuery(api.printing.printers.queryOptions({ enabled: allowed }));
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const printer = chosen ?? ready[0]?.name ?? null;
  const blocked = !allowed
    ? '您的岗位不能打印。'
    : printers.data !== undefined && ready.length === 0
      ? '没有已登记并连接的打印机。请安全保密管理员登记。'
      : record.saving
        ? '正在保存，请稍候。'
        : null;
  const print = () => {
    if (printer === null) return;
    setBusy(true);
    client.printing
      .forSignature({ recordUid: record.detail.row.uid, printer })
      .then((answer) => {
        showDone(
          `已打印供签字：追踪码 ${answer.job.copies[0]?.traceCode ?? ''}`,
          '请用户签字（盖章）后扫描，填入纸面追踪码。',
        );
        return refreshRecords();
      }, problem)
      .finally(() => setBusy(false));
  };
  if (!record.detail.editable) return null;
  return (
    <div className="line-fields">
      {ready.length > 0 && (
        <Select
          label="打印机"
          data={ready.map((row) => ({ value: row.name, label: `${row.name}（${row.place}）` }))}
          value={printer}
          onChange={setChosen}
          allowDeselect={false}
        />
      )}
      <KeyButton
        label={again ? '重新打印供签字' : '打印供签字'}
        blocked={blocked}
        busy={busy}
        onAct={print}
        reasonBeside
      />
    </div>
  );
}

/** The frozen body of the printed version; before printing, the pages as they would print. */
function PrintedPages({ record, printed }: { record: OpenRecord; printed: boolean }) {
  const { detail } = record;
  const [shown, setShown] = useState(printed);
  const body = detail.attachments.findLast((row) => row.role === 'printedBody');
  const preview = useQuery(
    api.printing.preview.queryOptions({
      input: { recordUid: detail.row.uid, class: detail.row.state === 'draft' ? 'forSignature' : 'draft' },
      enabled: shown && body === undefined,
      gcTime: 0,
      staleTime: 0,
    }),
  );
  if (body !== undefined) return <FilePreview uid={body.uid} name={body.name} width={pageWidth} />;
  if (!shown) {
    return (
      <button type="button" className="link-button" onClick={() => setShown(true)}>
        预览将要打印的版面
      </button>
    );
  }
  if (preview.error !== null) return <p role="alert">{problemOf(preview.error).message}</p>;
  if (preview.data === undefined) return <Loading what="正在生成版面" />;
  return <PdfPages content={preview.data.pdf} label="预览" width={pageWidth} />;
}

function TakeScan(props: { record: OpenRecord; attachments: Attachments; expected: string }) {
  const { record, attachments } = props;
  const problem = useProblem();
  const [code, setCode] = useState('');
  const trimmed = code.trim();
  const trace = trimmed === '' ? null : trimmed.toUpperCase();
  const addToField = (added: { uid: string; name: string } | null | undefined) => {
    if (added === null || added === undefined) return;
    if (!record.form.fields.some((field) => field.key === 'signatureScan')) return;
    const before = record.detail.content.signatureScan;
    const rows = Array.isArray(before) ? before : [];
    record.saveField('signatureScan', [...rows, { uid: added.uid, name: added.name }]);
  };
  const take = (file: File) => {
    attachments.add('signedScan', file, trace).then((answer) => addToField(answer.attachment), problem);
  };
  return (
    <>
      <div className="line-fields">
        <TextInput
          label="纸面追踪码"
          value={code}
          placeholder="照纸面抄录"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <KeyButton
          label="选取扫描件…"
          onAct={() => {
            attachments.pick('signedScan', trace).then(addToField, problem);
          }}
        />
      </div>
      <section
        className="scan-drop"
        aria-label="粘贴或拖入扫描件"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: pasting needs a place that can have the focus
        tabIndex={0}
        onPaste={(event) => {
          const file = event.clipboardData.files[0];
          if (file === undefined) return;
          event.preventDefault();
          take(file);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const file = event.dataTransfer.files[0];
          if (file !== undefined) take(file);
        }}
      >
        也可以把扫描件粘贴（Ctrl+V）或拖到这里
      </section>
    </>
  );
}
