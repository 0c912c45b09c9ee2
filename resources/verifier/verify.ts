/**
 * Independent verifier: checks a package or an exported audit chain. Shares no code with the program that wrote them.
 * Exit code 0 = passed, 1 = not passed, 2 = wrong use.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkAudit } from './auditCheck.ts';
import { Failure } from './failure.ts';
import { checkPackage } from './packageCheck.ts';
import { readAllowedSigners, verifySignature } from './signature.ts';

const usage = `用法 / usage:
  npm run verify -- package FILE --identity KEY --signers FILE
      FILE     .age，或第一个分卷 .age.000 / a package or its first volume
      KEY      age 私钥文件或 AGE-SECRET-KEY-1… / age identity, file or text
      signers  allowed_signers 文件 / allowed_signers file
  npm run verify -- audit FILE… [--head SEQ:DIGEST | --head FILE.head] [--anchor SEQ:DIGEST]… [--after SEQ:DIGEST] [--signers FILE]
      FILE…    年段按年份在前，现行导出在后 / yearly segments first, the present export last
      head     最后一行须是它；有 FILE.head.sig 与 --signers 时核验签名 / the last row must be this one
      anchor   数据包、回执、打印的审计报告上的链头 / heads from packages, receipts, printed reports
      after    开头的年段不在手边时，第一行须接在它之后 / the row before the first one given`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function identitiesOf(value: string): string[] {
  const text = existsSync(value) ? readFileSync(value, 'utf8') : value;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-1'));
}

async function verifyPackage(file: string, identity: string, signersFile: string): Promise<void> {
  const report = await checkPackage(
    file,
    identitiesOf(identity),
    readAllowedSigners(readFileSync(signersFile, 'utf8')),
  );
  const { head } = report;
  print(`数据包 package      ${report.name}`);
  print(`身份 digest         ${report.digest}`);
  print(
    `发送 → 接收         ${String(head.sender)} → ${String(head.recipient)}，纪元 ${String(head.epoch)}，序号 ${String(head.seq)}`,
  );
  print(`前一包 prev         ${String(head.prev ?? '（第一包 first）')}`);
  print(
    `类别/期间           ${String(head.kind)} ${String(head.period)}，放行时间 ${String(head.released_at)}`,
  );
  print(`站点签名 site sig   有效 OK  ${report.sitePrincipal}`);
  print(`放行签名 release    有效 OK  ${report.releasePrincipal}`);
  print(`清单与内容 payload  一致 OK  ${report.files} 个文件 files，${report.bytes} 字节 bytes`);
  print(`记录 records        ${report.records} 行 lines`);
  if (typeof head.audit_head === 'string') print(`审计链头 audit head ${head.audit_head}`);
}

async function verifyAudit(
  files: readonly string[],
  given: { readonly head: string | null; readonly anchors: readonly string[]; readonly after: string | null },
  signersFile: string | null,
): Promise<boolean> {
  const { head } = given;
  const headText = head !== null && existsSync(head) ? readFileSync(head, 'utf8').trim() : head;
  const report = await checkAudit(files, { ...given, head: headText });
  print(`审计链 audit chain  ${report.rows} 行 rows，至第 ${report.lastSeq} 号`);
  print(`链头 head           ${report.lastSeq}:${report.lastDigest}`);
  if (head === null && given.anchors.length === 0)
    print('未给出链头，不能发现末尾被截去 / no head given: a cut tail cannot be seen');
  const signature = `${head ?? ''}.sig`;
  if (head !== null && signersFile !== null && existsSync(head) && existsSync(signature)) {
    const signers = readAllowedSigners(readFileSync(signersFile, 'utf8'));
    const principals = verifySignature(
      signers,
      'spm-audit-head-v1',
      readFileSync(head),
      readFileSync(signature),
    );
    print(`链头签名 head sig   有效 OK  ${principals.join(', ')}`);
  }
  for (const note of report.notes) print(`  · ${note.chinese} / ${note.english}`);
  for (const problem of report.problems) print(`  ✗ ${problem.chinese} / ${problem.english}`);
  return report.problems.length === 0;
}

/** Runs the command line; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      identity: { type: 'string' },
      signers: { type: 'string' },
      head: { type: 'string' },
      anchor: { type: 'string', multiple: true },
      after: { type: 'string' },
    },
  });
  const command = positionals[0] === 'audit' ? 'audit' : 'package';
  const file = positionals[0] === command ? positionals[1] : positionals[0];
  try {
    if (file !== undefined && command === 'audit') {
      const { head = null, anchor: anchors = [], after = null, signers = null } = values;
      const sound = await verifyAudit(positionals.slice(1), { head, anchors, after }, signers);
      print(sound ? '结论 verdict        通过 PASS' : '结论 verdict        未通过 FAIL');
      return sound ? 0 : 1;
    }
    if (file !== undefined && values.identity !== undefined && values.signers !== undefined) {
      await verifyPackage(file, values.identity, values.signers);
      print('结论 verdict        通过 PASS');
      return 0;
    }
  } catch (thrown) {
    const failure =
      thrown instanceof Failure
        ? thrown
        : new Failure('无法读取或内容不合规', thrown instanceof Error ? thrown.message : 'unknown');
    print(`  ✗ ${failure.chinese} / ${failure.english}`);
    print('结论 verdict        未通过 FAIL');
    return 1;
  }
  print(usage);
  return 2;
}

if (process.argv[1] === import.meta.filename) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (thrown: unknown) => {
      print(thrown instanceof Error ? thrown.message : 'unknown');
      process.exitCode = 2;
    },
  );
}
