import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { Empty } from '../../parts/Empty.tsx';
import { useProblem } from '../../parts/problem.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { FilePreview } from './FilePreview.tsx';
import type { Attachments } from './useAttachments.ts';

type Row = RecordDetail['attachments'][number];
const roleWords: Readonly<Record<Row['role'], string>> = {
  file: '附件',
  signedScan: '签字扫描件',
  printedBody: '打印版本',
  packageCopy: '数据包副本',
};

/** Size in words: 312 KB, 1.4 MB. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Files of a record, with preview inside the window. */
export function AttachmentList(props: { detail: RecordDetail; attachments: Attachments; editable: boolean }) {
  const { detail, attachments } = props;
  const problem = useProblem();
  const [shown, setShown] = useState<Row | null>(null);
  return (
    <>
      {attachments.clear !== null && <ClearFileQuestion attachments={attachments} />}
      {detail.attachments.length === 0 ? (
        <Empty why="没有附件。" />
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">文件名</th>
              <th scope="col">类别</th>
              <th scope="col">大小</th>
              <th scope="col">追踪码</th>
              <th scope="col">收入</th>
              <th scope="col">查看</th>
            </tr>
          </thead>
          <tbody>
            {detail.attachments.map((row) => (
              <tr key={row.uid}>
                <td>{row.name}</td>
                <td>
                  {roleWords[row.role]}
                  {row.voided && (
                    <>
                      {' '}
                      <ToneTag tone="refused">已失效</ToneTag>
                    </>
                  )}
                </td>
                <td>{sizeWords(row.bytes)}</td>
                <td>{row.traceCode ?? ''}</td>
                <td>
                  {row.addedBy}　{displayInstant(row.addedAt)}
                </td>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`查看${row.name}`}
                    aria-expanded={shown?.uid === row.uid}
                    onClick={() => setShown(shown?.uid === row.uid ? null : row)}
                  >
                    {shown?.uid === row.uid ? '收起' : '查看'}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown !== null && <FilePreview uid={shown.uid} name={shown.name} />}
      {props.editable && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          onClick={() => {
            attachments.pick('file').catch(problem);
          }}
        >
          收入附件…
        </Button>
      )}
    </>
  );
}

/** Names the clear file that is left on the disk and asks what becomes of it; the answer is recorded. */
export function ClearFileQuestion({ attachments }: { attachments: Attachments }) {
  return (
    <div className="ask-bar" role="alertdialog" aria-label="明文文件如何处理">
      <span>文件已加密收入。磁盘上还留有明文：{attachments.clear?.path}</span>
      <Button size="xs" onClick={() => attachments.settle(true)}>
        清除明文
      </Button>
      <Button size="xs" variant="default" onClick={() => attachments.settle(false)}>
        保留（由我处理）
      </Button>
    </div>
  );
}
