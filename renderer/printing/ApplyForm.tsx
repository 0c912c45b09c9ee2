import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PrintJobRow } from '../../shared/contract/printing.ts';
import type { RecordDetail } from '../../shared/contract/records.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import { classWords } from '../../shared/printing/classWords.ts';
import { api, client, refreshRecords } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { levelNames } from '../parts/words.ts';
import { useSession } from '../shell/session.tsx';
import { refreshPrinting } from './refreshPrinting.ts';

/** Offices on the distribution list of a report: the recipients that the person need not type. */
function distributionOf(detail: RecordDetail): string[] {
  const rows = detail.content.distribution;
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return [];
    const { name, copies } = row;
    if (typeof name !== 'string') return [];
    return Array.from({ length: typeof copies === 'number' ? copies : 1 }, () => name);
  });
}

/** Applies for copies, one recipient each; papers for signature print at once under a standing authorisation. */
export function ApplyForm({
  detail,
  printClass,
}: {
  detail: RecordDetail;
  printClass: Exclude<PrintJobRow['class'], 'auditReport' | 'blankForm' | 'volume'>;
}) {
  const { person } = useSession();
  const problem = useProblem();
  const printers = useQuery(api.printing.printers.queryOptions());
  const known = distributionOf(detail);
  const [purpose, setPurpose] = useState(printClass === 'draft' ? '校对' : known.length > 0 ? '报送' : '');
  const [chosen, setChosen] = useState<string | null>(null);
  const [recipients, setRecipients] = useState<readonly string[]>(
    printClass === 'draft' || known.length === 0 ? [person.name] : known,
  );
  const [many, setMany] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const progress = useProgress('printing.forSignature', busy && printClass === 'forSignature');

  const marking = parseMarking(detail.row.marking);
  const level = marking === null ? 1 : levelRank(marking.level);
  const rows = (printers.data?.rows ?? []).filter((row) => row.registered);
  const fit = rows.filter((row) => row.present && row.level !== null && row.level >= level);
  const printer = chosen ?? fit[0]?.name ?? null;
  const named = recipients.map((name) => name.trim()).filter((name) => name !== '');
  const blockedPrinter =
    printers.data !== undefined && fit.length === 0
      ? `没有密级够用的已登记打印机（须${levelNames[level]}及以上）`
      : printer === null
        ? '打印机未选择'
        : null;
  const blocked =
    blockedPrinter ??
    (printClass === 'forSignature'
      ? null
      : purpose.trim() === ''
        ? '用途未填写'
        : named.length === 0
          ? '接收人未填写'
          : null);
  const act = () => {
    if (blocked !== null || printer === null || busy) return;
    setBusy(true);
    const work =
      printClass === 'forSignature'
        ? client.printing.forSignature({ recordUid: detail.row.uid, printer }).then(() => {
            showDone('已送打印机', '请用户签字或盖章后，扫描件收入本记录。');
          })
        : client.printing
            .apply({
              recordUid: detail.row.uid,
              class: printClass,
              purpose: purpose.trim(),
              printer,
              recipients: named,
            })
            .then(() => {
              showDone(`已申请打印 ${named.length} 份`, '下一步：打印审批人批准。');
            });
    work
      .then(async () => await Promise.all([refreshPrinting(), refreshRecords()]), problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section" aria-label="打印申请">
      <h2>{printClass === 'forSignature' ? '打印供签字' : `申请打印${classWords[printClass]}`}</h2>
      <div className="pair">
        {printClass !== 'forSignature' && (
          <TextInput
            label="用途"
            maxLength={100}
            value={purpose}
            onChange={(event) => setPurpose(event.currentTarget.value)}
          />
        )}
        <Select
          label="打印机"
          allowDeselect={false}
          placeholder="没有可用的打印机"
          data={rows.map((row) => ({
            value: row.name,
            label: `${row.name}（${row.level === null ? '' : levelNames[row.level]}，${row.place}）`,
            disabled: !fit.includes(row),
          }))}
          value={printer}
          onChange={setChosen}
        />
        {printClass !== 'forSignature' && (
          <div className="wide">
            {many !== null ? (
              <Textarea
                label="接收人，每行一人一份"
                autosize
                minRows={3}
                maxRows={10}
                autoFocus
                value={many}
                onChange={(event) => setMany(event.currentTarget.value)}
                onBlur={() => {
                  setRecipients(many.split('\n').filter((name) => name.trim() !== ''));
                  setMany(null);
                }}
              />
            ) : (
              <div>
                <div className="field-label">接收人（一人一份，{named.length} 份）</div>
                <ol className="recipients">
                  {recipients.map((name, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two copies may go to the same person
                    <li key={index}>
                      <span className="dim">{index + 1}</span>
                      <TextInput
                        aria-label={`第 ${index + 1} 份接收人`}
                        maxLength={60}
                        value={name}
                        onChange={(event) => {
                          const typed = event.currentTarget.value;
                          setRecipients((before) =>
                            before.map((one, place) => (place === index ? typed : one)),
                          );
                        }}
                      />
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`去掉第 ${index + 1} 份`}
                        onClick={() =>
                          setRecipients((before) => before.filter((_, place) => place !== index))
                        }
                      >
                        去掉
                      </Button>
                    </li>
                  ))}
                </ol>
                <div className="act-row">
                  <KeyButton
                    label="加一份"
                    size="compact-sm"
                    onAct={() => setRecipients((before) => [...before, ''])}
                  />
                  <KeyButton
                    label="成批输入"
                    size="compact-sm"
                    onAct={() => setMany(recipients.join('\n'))}
                  />
                </div>
              </div>
            )}
          </div>
        )}
      </div>
      {busy && printClass === 'forSignature' && <Progress event={progress} what="正在排版并送打印机" />}
      <div className="act-row">
        <KeyButton
          label={printClass === 'forSignature' ? '打印供签字' : '申请打印'}
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={act}
        />
      </div>
    </section>
  );
}
