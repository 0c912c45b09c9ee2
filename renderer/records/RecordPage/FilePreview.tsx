import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ObjectUid } from '../../../shared/ids.ts';
import { api } from '../../client.ts';
import { Loading } from '../../parts/Empty.tsx';
import { bytesOf, PdfPages } from '../../parts/PdfPages.tsx';
import { problemOf } from '../../parts/problem.tsx';

/** Shows an image or PDF of a record inside the window; other kinds have no preview and do not leave by this way. */
export function FilePreview({ uid, name, width }: { uid: ObjectUid; name: string; width?: number }) {
  const file = useQuery(api.records.attachmentContent.queryOptions({ input: { uid }, gcTime: 0 }));
  if (file.error !== null) return <p role="alert">{problemOf(file.error).message}</p>;
  if (file.data === undefined) return <Loading what="正在打开附件" />;
  return <ContentPreview {...file.data} name={name} {...(width === undefined ? {} : { width })} />;
}

/** A file that was opened: an image or PDF inside the window, a word about other kinds. */
export function ContentPreview(props: { name: string; mediaType: string; content: string; width?: number }) {
  const { name, mediaType, content, width } = props;
  if (mediaType === 'application/pdf') {
    return <PdfPages content={content} label={name} {...(width === undefined ? {} : { width })} />;
  }
  if (mediaType.startsWith('image/')) return <Picture content={content} mediaType={mediaType} name={name} />;
  return <p className="hint">这种文件不能在程序内预览。需要时按导出审批写到登记的介质上。</p>;
}

function Picture(props: { content: string; mediaType: string; name: string }) {
  const { content, mediaType } = props;
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytesOf(content))], { type: mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content, mediaType]);
  return address === null ? null : (
    <img className="scan-picture" src={address} alt={props.name} draggable={false} />
  );
}
