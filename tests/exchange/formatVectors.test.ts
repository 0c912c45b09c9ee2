import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageCodes } from '../../main/exchange/format/packageError.ts';
import { vectorPackage } from './formatVectors.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/package-format.md'), 'utf8');

describe('docs/package-format.md', () => {
  it('has the test vectors byte for byte', async () => {
    for (const [name, value] of Object.entries(await vectorPackage()))
      expect(page, name).toContain(`\`\`\`\n${value}\n\`\`\``);
  });

  it('names every refusal code', () => {
    for (const code of Object.keys(packageCodes)) expect(page, code).toContain(`\`${code}\``);
  });
});
