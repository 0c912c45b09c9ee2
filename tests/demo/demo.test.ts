import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers } from '../electron/browser.ts';
import { defaults } from './defaults.ts';
import { makeDemonstration } from './demo.ts';
import { type Summary, summarySchema } from './summary.ts';
import { readDatabase } from './unwrap.ts';

let folder: string;
let summary: Summary;
const said: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demonstration-'));
  await makeDemonstration({
    ...defaults,
    folder,
    records: 60,
    months: 2,
    units: ['U1'],
    signed: 4,
    screenshots: false,
    fullPasswordCost: false,
    say: (line) => said.push(line),
  });
  summary = summarySchema.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
}, 600_000);
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

function stock(tool: string, args: readonly string[], input?: Uint8Array, cwd?: string): string {
  return execFileSync(tool, args, { encoding: 'utf8', input, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
}

describe('the demonstration', () => {
  it('leaves a summary whose every file is there', () => {
    const files = [
      ...summary.sites.flatMap((site) => [site.database, site.keySlots]),
      ...summary.packages.flatMap((one) => [one.file, one.identity, one.allowedSigners]),
      ...summary.prints.map((print) => print.pdf),
    ];
    for (const file of files) expect(existsSync(join(folder, file)), file).toBe(true);
    expect(summary.sites.map((site) => site.code)).toEqual(['HQ', 'U1']);
    expect(summary.counts.records).toBeGreaterThan(50);
    expect(summary.counts.archived).toBeGreaterThan(20);
  });

  it('opens with an independent SQLCipher and the unwrapped key, and holds what it claims', () => {
    let records = 0;
    for (const site of summary.sites) {
      const file = join(folder, site.database);
      expect(readFileSync(file).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
      records += readDatabase(file, site.keyHex, (rows) => {
        expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        return Number(rows(`SELECT count(*) AS n FROM records WHERE owning_site = '${site.code}'`)[0]?.n);
      });
    }
    expect(records).toBe(summary.counts.records);
  });

  it('numbers the archive without gaps', () => {
    const center = summary.sites[0];
    if (center === undefined) throw new Error('no center');
    readDatabase(join(folder, center.database), center.keyHex, (rows) => {
      const series = rows(
        'SELECT series, year, site, max(n) AS top, count(*) AS n FROM number_register GROUP BY series, year, site',
      );
      expect(series.length).toBeGreaterThan(5);
      for (const one of series)
        expect(Number(one.n), `${one.series} ${one.year} ${one.site}`).toBe(Number(one.top));
    });
  });

  it('carries packages that open and verify with stock tools as docs/package-format.md says', () => {
    expect(summary.packages.length).toBeGreaterThanOrEqual(2);
    for (const one of summary.packages) {
      const work = mkdtempSync(join(tmpdir(), 'stock-'));
      try {
        const file = join(folder, one.file);
        const carry = dirname(file);
        const signers = join(folder, one.allowedSigners);
        const verify = (principal: string, namespace: string, signature: string, text: string): string =>
          stock(
            'ssh-keygen',
            ['-Y', 'verify', '-f', signers, '-I', principal, '-n', namespace, '-s', signature],
            readFileSync(text),
          );
        stock('sha256sum', ['-c', 'SHA256SUMS'], undefined, carry);
        verify(one.sitePrincipal, 'xpkg-carry-v1', join(carry, 'SHA256SUMS.sig'), join(carry, 'SHA256SUMS'));
        stock('age', ['-d', '-i', join(folder, one.identity), '-o', join(work, 'P.tar'), file]);
        stock('tar', ['-xf', join(work, 'P.tar'), '-C', work]);
        const bag = join(work, basename(file, '.age'));
        const head = join(bag, 'package.json');
        expect(verify(one.sitePrincipal, 'xpkg-site-v1', `${head}.site.sig`, head)).toContain('Good');
        expect(verify(one.releasePrincipal, 'xpkg-release-v1', `${head}.release.sig`, head)).toContain(
          'Good',
        );
        stock('sha256sum', ['--strict', '-c', 'manifest-sha256.txt'], undefined, bag);
        stock('sha256sum', ['--strict', '-c', 'tagmanifest-sha256.txt'], undefined, bag);
        expect(createHash('sha256').update(readFileSync(head)).digest('hex')).toBe(one.digest);
        const { sender, recipient, seq } = JSON.parse(readFileSync(head, 'utf8'));
        expect({ sender, recipient, seq }).toEqual({
          sender: one.sender,
          recipient: one.recipient,
          seq: one.seq,
        });
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    }
  });

  it('sends a unit only receipts and what names it, never the records of the center', () => {
    for (const one of summary.packages.filter((candidate) => candidate.sender === 'HQ')) {
      const tar = execFileSync('age', ['-d', '-i', join(folder, one.identity), join(folder, one.file)]);
      expect(tar.toString('latin1')).not.toContain('"type":"record"');
    }
  });

  it('prints with marking, copy number and trace code on every page', () => {
    expect(new Set(summary.prints.map((print) => print.class))).toEqual(
      new Set(['approved', 'forSignature', 'draft']),
    );
    for (const print of summary.prints) {
      const pages = stock('pdftotext', ['-layout', join(folder, print.pdf), '-'])
        .split('\f')
        .slice(0, -1);
      expect(pages.length).toBeGreaterThan(0);
      for (const page of pages.map((text) => text.replace(/\s/g, ''))) {
        expect(page).toContain(print.marking);
        expect(page).toContain(print.copyNumber);
        expect(page).toContain(print.traceCode);
        expect(page.includes('草稿')).toBe(print.class === 'draft');
      }
    }
  });

  it('refuses what must not be taken', () => {
    const text = said.join('\n');
    for (const answer of ['不再导入', '截断', 'E_']) expect(text).toContain(answer);
    expect(text).not.toContain('未拒收');
  });

  it('leaves nothing in the clear beside what it names as such', () => {
    const canary = '频率合成器板';
    const plain = (path: string): string[] =>
      readdirSync(path).flatMap((name) => {
        const full = join(path, name);
        return statSync(full).isDirectory() ? plain(full) : readFileSync(full).includes(canary) ? [full] : [];
      });
    expect(plain(join(folder, 'sites'))).toEqual([]);
    expect(plain(join(folder, 'packages'))).toEqual([]);
    expect(plain(join(folder, 'audit'))).toEqual([]);
  });
});
