import { z } from 'zod';
import { day, instant, sha256Hex } from '../../../shared/contract/primitives.ts';
import { AppError } from '../../../shared/errors.ts';
import { signaturesOf } from '../../database/stores/recordParts.ts';
import { allRuleVersions, rulesByVersion } from '../../database/stores/rules.ts';
import { canonicalJson } from '../../records/canonicalJson.ts';
import { approvalStatement, enterApproved, isReadable } from '../../service/rules/travelling.ts';
import { parsePublicKeyLine } from '../crypto/sshKeys.ts';
import { verifySshsig } from '../crypto/sshsig.ts';
import { PackageError } from '../format/packageError.ts';
import { sha256Hex as digestOf, keyIdSchema } from '../format/packageJson.ts';
import { ownLine } from './ownLine.ts';

const person = z.strictObject({ account: z.string().max(60), name: z.string().min(1).max(200) });

/** An approved version of the rules, with the signature of the center leader over its digest. */
const rulesLine = z.strictObject({
  type: z.literal('rules'),
  /** `rules <version>`. */
  id: z.string().max(40),
  version: z.number().int().min(2).max(100_000),
  content: z.record(z.string(), z.json()),
  digest: sha256Hex,
  fromDay: day,
  note: z.string().max(4000),
  edited: person,
  editedAt: instant,
  decided: person,
  decidedAt: instant,
  decisionNote: z.string().max(4000),
  key: keyIdSchema,
  signature: z.string().max(8192),
});

/** Versions of the rules of the procedure: the center's approved ones, for every unit. */
export const rules = ownLine({
  type: 'rules',
  schema: rulesLine,
  from: 'center',
  most: 1000,
  idOf: (line) => `rules ${line.version}`,
  collect: async ({ db }) => {
    const lines: z.infer<typeof rulesLine>[] = [];
    for (const row of await allRuleVersions(db)) {
      const [signed] = (await signaturesOf(db, 'rules', String(row.version))).filter(
        (one) => one.purpose === 'approve' && one.digest === row.digest,
      );
      if (row.state !== 'approved' || signed === undefined) continue;
      lines.push(
        rulesLine.parse({
          type: 'rules',
          id: `rules ${row.version}`,
          version: row.version,
          content: JSON.parse(row.content),
          digest: row.digest,
          fromDay: row.from_day,
          note: row.note,
          edited: { account: row.edited_by, name: row.edited_name },
          editedAt: row.edited_at,
          decided: { account: row.decided_by, name: row.decided_name },
          decidedAt: signed.at,
          decisionNote: row.decision_note,
          key: signed.key_id,
          signature: signed.signature,
        }),
      );
    }
    return lines;
  },
  admit: (line, _head, roster) => {
    if (digestOf(canonicalJson(line.content)) !== line.digest || line.content.version !== line.version)
      throw new PackageError('E_RECORDS', '服务规则与其摘要不符');
    // A later program may write rules that this one cannot apply: nothing is taken in, and the package stays good.
    if (!isReadable(line.content)) throw new PackageError('E_NEEDS_NEWER', `服务规则第 ${line.version} 版`);
    const key = roster?.keys.find((one) => one.id === line.key && one.role !== 'site');
    const good =
      key !== undefined &&
      line.edited.account !== line.decided.account &&
      verifySshsig(
        parsePublicKeyLine(key.pub),
        'spm-rules-v1',
        approvalStatement({ ...line, at: line.decidedAt }),
        Buffer.from(line.signature, 'latin1'),
      );
    if (!good) throw new PackageError('E_RECORDS', '服务规则没有有效的批准签名');
  },
  outlook: async (db, line) => {
    const known = await rulesByVersion(db, line.version);
    const same = known?.digest === line.digest;
    return {
      title: `第 ${line.version} 版：${line.note}`,
      verdict: same ? 'same' : 'new',
      reason: `${line.fromDay} 起施行，${line.decided.name}批准`,
    };
  },
  apply: async (ctx, lines) => {
    for (const line of lines) {
      const entered = await enterApproved(
        ctx,
        {
          version: line.version,
          content: canonicalJson(line.content),
          digest: line.digest,
          state: 'approved',
          from_day: line.fromDay,
          note: line.note,
          edited_by: line.edited.account,
          edited_name: line.edited.name,
          edited_at: line.editedAt,
          decided_by: line.decided.account,
          decided_name: line.decided.name,
          decided_at: line.decidedAt,
          decision_note: line.decisionNote,
        },
        { keyId: line.key, signature: line.signature },
      );
      if (!entered)
        throw new AppError('package.refused', {
          code: 'E_RECORDS',
          detail: `本站已有另一个第 ${line.version} 版服务规则`,
        });
    }
  },
});
