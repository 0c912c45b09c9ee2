import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CustomScheme } from 'electron';
import type { PageFile } from './pageFiles.ts';
import { readPageFile } from './pageFiles.ts';

/** Scheme of everything that a window of this program may load. */
export const appScheme = 'app';
/** Origin of the page. Documents to be printed have the other origin, so that neither can reach into the other. */
export const pageOrigin = 'app://local';
/** Address of the page. */
export const pageUrl = `${pageOrigin}/index.html`;
/** Origin of documents that are rendered to PDF. */
export const documentOrigin = 'app://document';
/** Stands in the built HTML wherever this load's nonce belongs (Vite's `html.cspNonce`). */
export const noncePlaceholder = '__CSP_NONCE__';

/** How the scheme is announced to Electron before it is ready: a secure standard scheme without any extra right. */
export const schemePrivileges: CustomScheme[] = [
  {
    scheme: appScheme,
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      bypassCSP: false,
      corsEnabled: false,
      allowServiceWorkers: false,
      stream: false,
      codeCache: false,
      allowExtensions: false,
    },
  },
];

const noOtherSources = [
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "manifest-src 'none'",
  "media-src 'none'",
];

/** Policy of the page: its own files only, no inline script, no eval, styles by this load's nonce, no connections. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' blob: data:",
    "worker-src 'self'",
    "connect-src 'none'",
    ...noOtherSources,
  ].join('; ');
}

/**
 * Policy of a document to be printed: no script at all; style blocks only those of its head (by digest), so that
 * a style smuggled in with the contents has no effect; style attributes are needed by charts and can load nothing.
 */
export function documentPolicy(html: string): string {
  const head = html.slice(0, Math.max(0, html.search(/<\/head>/i)));
  const digests = [...head.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)].map(
    ([, css]) =>
      `'sha256-${createHash('sha256')
        .update(css ?? '')
        .digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    "script-src 'none'",
    `style-src 'self' ${digests.join(' ')}`.trimEnd(),
    "style-src-attr 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'none'",
    ...noOtherSources,
  ].join('; ');
}

const commonHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-DNS-Prefetch-Control': 'off',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), clipboard-read=(), clipboard-write=()',
};

// Whatever way a browser's own print command is reached, its pages stay empty: only the main process prints.
const noBrowserPrint = '@media print{html{display:none!important}}';

function refusal(status: number, text: string): Response {
  const headers = {
    ...commonHeaders,
    'Content-Type': 'text/plain',
    'Content-Security-Policy': "default-src 'none'",
  };
  return new Response(text, { status, headers });
}

/**
 * Makes the handler of the page's own origin: serves the listed files and nothing else, each checked against the
 * digest of the build, HTML with a fresh nonce in policy and markup. Answers 404 for any other address, 405 for any
 * other method, 500 for a file that was changed.
 */
export function createPageHandler(
  folder: string,
  files: readonly PageFile[],
): (request: Request) => Promise<Response> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return async (request) => {
    if (request.method !== 'GET') return refusal(405, 'method not allowed');
    const url = new URL(request.url);
    const file = url.protocol === 'app:' && url.host === 'local' ? byPath.get(url.pathname) : undefined;
    if (file === undefined) return refusal(404, 'not found');
    const bytes = await readPageFile(folder, file);
    if (bytes === undefined) return refusal(500, 'damaged');
    const nonce = randomBytes(18).toString('base64');
    const headers = {
      ...commonHeaders,
      'Content-Type': file.type,
      'Content-Security-Policy': pagePolicy(nonce),
    };
    return new Response(file.type.startsWith('text/html') ? withNonce(bytes, nonce) : new Uint8Array(bytes), {
      headers,
    });
  };
}

function withNonce(html: Buffer, nonce: string): string {
  const guard = `<style nonce="${nonce}">${noBrowserPrint}</style>`;
  const text = html.toString('utf8').replaceAll(noncePlaceholder, nonce);
  return text.replace(/<head[^>]*>/i, (head) => `${head}${guard}`);
}

/** A file that a document may load: its bytes or where they lie, and its media type. */
export interface DocumentFile {
  readonly type: string;
  readonly content: Uint8Array | { readonly file: string };
}
/** Files that a document may load, by URL path beginning with "/" ("/fonts/body-400.woff2"). */
export type DocumentFiles = ReadonlyMap<string, DocumentFile>;

/** Documents that are being rendered; each lives in memory only and only as long as its rendering. */
export interface DocumentShelf {
  /** Puts a document on the shelf under an unguessable address; `remove` takes it off again. */
  add(html: string, files: DocumentFiles): { readonly url: string; remove(): void };
  /** Handler of the documents' origin: a document by its address, and that document's files below the address. */
  handle(request: Request): Promise<Response>;
}

/** Makes an empty shelf. A file is asked for as `app://document/<token>/fonts/…`, so write relative URLs in the HTML. */
export function createDocumentShelf(): DocumentShelf {
  const documents = new Map<string, { html: string; files: DocumentFiles }>();
  return {
    add(html, files) {
      const token = randomBytes(24).toString('hex');
      documents.set(token, { html, files });
      return { url: `${documentOrigin}/${token}/index.html`, remove: () => void documents.delete(token) };
    },
    async handle(request) {
      if (request.method !== 'GET') return refusal(405, 'method not allowed');
      const url = new URL(request.url);
      const [, token = '', path = ''] = /^\/([0-9a-f]{48})(\/.*)$/.exec(url.pathname) ?? [];
      const document = url.protocol === 'app:' && url.host === 'document' ? documents.get(token) : undefined;
      if (document === undefined) return refusal(404, 'not found');
      const policy = { ...commonHeaders, 'Content-Security-Policy': documentPolicy(document.html) };
      if (path === '/index.html') {
        return new Response(document.html, {
          headers: { ...policy, 'Content-Type': 'text/html; charset=utf-8' },
        });
      }
      const file = document.files.get(decodeURI(path));
      if (file === undefined) return refusal(404, 'not found');
      const bytes = file.content instanceof Uint8Array ? file.content : await readFile(file.content.file);
      return new Response(new Uint8Array(bytes), { headers: { ...policy, 'Content-Type': file.type } });
    },
  };
}
