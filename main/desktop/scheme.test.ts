import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPageFiles, pageFileListName, readPageFileList, writePageFileList } from './pageFiles.ts';
import {
  createDocumentShelf,
  createPageHandler,
  documentPolicy,
  noncePlaceholder,
  pagePolicy,
  schemePrivileges,
} from './scheme.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheme-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(
    join(folder, 'index.html'),
    `<html><head><meta property="csp-nonce" nonce="${noncePlaceholder}"></head><body></body></html>`,
  );
  await writeFile(join(folder, 'assets', 'main-1a.js'), 'export {}');
  await writeFile(join(folder, 'assets', 'font.woff2'), new Uint8Array([1, 2, 3]));
  await writePageFileList(folder);
  // Not on the list, though in the folder.
  await writeFile(join(folder, 'later.js'), 'late');
  await writeFile(join(folder, 'changed.js'), 'before');
});
afterAll(() => rm(folder, { recursive: true }));

const get = async (url: string, method = 'GET') =>
  createPageHandler(folder, await readPageFileList(folder))(new Request(url, { method }));

describe('the list of page files', () => {
  it('names every file with type, size and digest, and not itself', async () => {
    const list = await readPageFileList(folder);
    expect(list.map(({ path, type, size }) => [path, type, size])).toEqual([
      ['/assets/font.woff2', 'font/woff2', 3],
      ['/assets/main-1a.js', 'text/javascript; charset=utf-8', 9],
      ['/index.html', 'text/html; charset=utf-8', expect.any(Number)],
    ]);
    expect(list.some(({ path }) => path.includes(pageFileListName))).toBe(false);
  });

  it('refuses a file that the page has no use for', async () => {
    const other = await mkdtemp(join(tmpdir(), 'scheme-'));
    await writeFile(join(other, 'main.js.map'), '{}');
    await expect(listPageFiles(other)).rejects.toThrow('no use');
    await rm(other, { recursive: true });
  });

  it('refuses a list with an address outside its folder', async () => {
    const other = await mkdtemp(join(tmpdir(), 'scheme-'));
    const entry = { path: '/../secret.js', type: 'text/javascript', size: 1, sha256: '0'.repeat(64) };
    await writeFile(join(other, pageFileListName), JSON.stringify([entry]));
    await expect(readPageFileList(other)).rejects.toThrow();
    await rm(other, { recursive: true });
  });
});

describe('the page handler', () => {
  it('serves listed files with their types', async () => {
    const script = await get('app://local/assets/main-1a.js');
    expect([script.status, script.headers.get('content-type'), await script.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'export {}',
    ]);
    const font = await get('app://local/assets/font.woff2');
    expect(new Uint8Array(await font.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  });

  it.each([
    'app://local/',
    'app://local/later.js',
    'app://local/page-files.json',
    'app://local/assets/../later.js',
    'app://local/assets/..%2flater.js',
    'app://local/%2e%2e/%2e%2e/etc/passwd',
    'app://local//etc/passwd',
    'app://local/index.html/',
    'app://local/INDEX.HTML',
    'app://other/index.html',
    'app://document/index.html',
    'https://local/index.html',
  ])('answers 404 for %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('answers 405 for %s', async (method) => {
    expect((await get('app://local/index.html', method)).status).toBe(405);
  });

  it('refuses a file that was changed after the build', async () => {
    const files = await listPageFiles(folder);
    const handler = createPageHandler(folder, files);
    await writeFile(join(folder, 'changed.js'), 'after');
    expect((await handler(new Request('app://local/changed.js'))).status).toBe(500);
  });

  it('puts one fresh nonce per load into policy and markup', async () => {
    const [one, other] = [await get('app://local/index.html'), await get('app://local/index.html')];
    const nonces = [one, other].map(
      (answer) => /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1],
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    const html = await one.text();
    expect(html).toContain(`nonce="${nonces[0]}"`);
    expect(html).not.toContain(noncePlaceholder);
  });

  it('keeps every answer out of caches, and says so on refusals too', async () => {
    for (const url of ['app://local/index.html', 'app://local/assets/main-1a.js', 'app://local/none']) {
      const { headers } = await get(url);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    }
  });
});

describe('the page policy', () => {
  const directives = new Map(
    pagePolicy('N')
      .split('; ')
      .map((directive): [string, string] => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
  );

  it.each([
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self' 'nonce-N'"],
    ['font-src', "'self'"],
    ['img-src', "'self' blob: data:"],
    ['connect-src', "'none'"],
    ['object-src', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-src', "'none'"],
    ['frame-ancestors', "'none'"],
  ])('has %s %s', (name, sources) => {
    expect(directives.get(name)).toBe(sources);
  });

  it('allows neither inline nor eval nor any other host', () => {
    expect(pagePolicy('N')).not.toMatch(/unsafe|\*|https?:|wasm/);
  });
});

describe('the scheme', () => {
  it('is announced as a secure standard scheme with no further right', () => {
    expect(schemePrivileges).toHaveLength(1);
    const { standard, secure, supportFetchAPI, ...others } = schemePrivileges[0]?.privileges ?? {};
    expect({ standard, secure, supportFetchAPI }).toEqual({
      standard: true,
      secure: true,
      supportFetchAPI: true,
    });
    expect(Object.values(others).every((right) => right === false)).toBe(true);
  });
});

describe('documents', () => {
  const html = '<html><head><style>p{}</style></head><body><style>q{}</style></body></html>';

  it('lie under an unguessable address with their files, until they are removed', async () => {
    const shelf = createDocumentShelf();
    const files = new Map([['/fonts/a.woff2', { type: 'font/woff2', content: new Uint8Array([7]) }]]);
    const { url, remove } = shelf.add(html, files);
    expect(url).toMatch(/^app:\/\/document\/[0-9a-f]{48}\/index\.html$/);
    expect(await (await shelf.handle(new Request(url))).text()).toBe(html);
    const font = await shelf.handle(new Request(new URL('fonts/a.woff2', url)));
    expect(new Uint8Array(await font.arrayBuffer())).toEqual(new Uint8Array([7]));
    for (const other of ['fonts/b.woff2', '../index.html', `../${'0'.repeat(48)}/index.html`]) {
      expect((await shelf.handle(new Request(new URL(other, url)))).status).toBe(404);
    }
    remove();
    expect((await shelf.handle(new Request(url))).status).toBe(404);
  });

  it('are never answered under the page, nor the page under them', async () => {
    const shelf = createDocumentShelf();
    const { url } = shelf.add(html, new Map());
    expect((await get(url)).status).toBe(404);
    expect((await shelf.handle(new Request('app://local/index.html'))).status).toBe(404);
  });

  it('run no script, and take style blocks from their head only', () => {
    const policy = documentPolicy(html);
    expect(policy).toContain("script-src 'none'");
    expect(policy.match(/'sha256-/g)).toHaveLength(1);
    expect(policy).not.toMatch(/style-src [^;]*unsafe-inline/);
  });
});
