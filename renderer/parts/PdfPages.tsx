import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { Loading } from './Empty.tsx';

/** Read at the first document only: most of a day's work shows none. */
async function load(content: string): Promise<PDFDocumentLoadingTask> {
  const { GlobalWorkerOptions, getDocument } = await import('pdfjs-dist');
  GlobalWorkerOptions.workerSrc = workerAddress;
  return getDocument({ data: bytesOf(content), useSystemFonts: false });
}

/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Pages of a PDF as pictures, exactly as they print. No text layer: nothing can be selected or copied out.
 * @param content PDF in base64
 * @param width width of a page on screen in CSS pixels
 */
export function PdfPages({
  content,
  label,
  width = 640,
}: {
  content: string;
  label: string;
  width?: number;
}) {
  const [document_, setDocument] = useState<PDFDocumentProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    setDocument(null);
    let gone = false;
    const task = load(content);
    task
      .then((loading) => loading.promise)
      .then(
        (opened) => !gone && setDocument(opened),
        () => !gone && setFailed(true),
      );
    return () => {
      gone = true;
      void task.then((loading) => loading.destroy());
    };
  }, [content]);
  if (failed) return <p role="alert">这份文件不能显示，可能已损坏。原件未改动，请重新取得后再试。</p>;
  if (document_ === null) return <Loading what="正在显示版面" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="pdf-pages" aria-label={label} tabIndex={0}>
      {Array.from({ length: document_.numPages }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other identity than their number
        <PdfPage key={index} document={document_} page={index + 1} width={width} label={label} />
      ))}
    </section>
  );
}

function PdfPage(props: { document: PDFDocumentProxy; page: number; width: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { document: pdf, page: number, width } = props;
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const target = canvas.current;
      if (gone || target === null) return;
      const scale = width / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale: scale * window.devicePixelRatio });
      target.width = viewport.width;
      target.height = viewport.height;
      target.style.width = `${width}px`;
      const task = page.render({ canvas: target, viewport });
      stop = () => task.cancel();
      await task.promise;
    };
    // A page that is no longer wanted is cancelled; nothing is lost with it.
    draw().catch(() => undefined);
    return () => {
      gone = true;
      stop?.();
    };
  }, [pdf, number, width]);
  return (
    <canvas
      ref={canvas}
      className="pdf-page"
      role="img"
      aria-label={`${props.label}，第 ${number} 页，共 ${pdf.numPages} 页`}
    />
  );
}
