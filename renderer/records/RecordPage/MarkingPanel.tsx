import { Autocomplete, PasswordInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { parseMarking } from '../../../shared/marking/marking.ts';
import { refreshAccess } from '../../access/refresh.ts';
import { client } from '../../client.ts';
import { AskDialog } from '../../parts/dialogs.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { MarkingTag, ToneTag } from '../../parts/tags.tsx';
import { useMay, useSession } from '../../shell/session.tsx';
import { usualMarkings } from './usualMarkings.ts';

const statusWords = { proposed: '预定', formal: '正式', changed: '变更', lifted: '解除' } as const;
const statusTones = { proposed: 'underway', formal: 'done', changed: 'done', lifted: 'draft' } as const;

/** 定密: how the mark came about, and the marking officer's signed decision. */
export function MarkingPanel({ detail }: { detail: RecordDetail }) {
  const may = useMay();
  const [deciding, setDeciding] = useState(false);
  const { person } = useSession();
  const last = detail.markings.at(-1);
  const own = last?.status === 'proposed' && last.proposedBy === person.name ? '提出人不能自己定密。' : null;
  return (
    <>
      {detail.markProblem !== null && (
        <p className="warning-line" role="alert">
          <ToneTag tone="refused">密级标志异常</ToneTag> {detail.markProblem}
        </p>
      )}
      {detail.markings.length === 0 ? (
        <Empty why="没有提出过密级，按“内部”管理。" />
      ) : (
        <ul className="named-rows" aria-label="定密经过">
          {detail.markings.map((line) => (
            <li key={`${line.at}-${line.status}`}>
              <ToneTag tone={statusTones[line.status]}>{statusWords[line.status]}</ToneTag>
              <MarkingTag marking={line.marking} />
              <span>
                {line.decidedBy === null
                  ? `${line.proposedBy} 提出`
                  : `${line.decidedBy} 决定（${line.proposedBy} 提出）`}
              </span>
              <span className="dim">
                {displayInstant(line.at)}
                {line.reason !== '' && `　${line.reason}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {may.act('mark.decide') && (
        <KeyButton label="定密…" blocked={own} reasonBeside onAct={() => setDeciding(true)} />
      )}
      {deciding && <Decide detail={detail} onClose={() => setDeciding(false)} />}
    </>
  );
}

function Decide({ detail, onClose }: { detail: RecordDetail; onClose: () => void }) {
  const problem = useProblem();
  const [marking, setMarking] = useState(detail.row.marking);
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const valid = parseMarking(marking) !== null;
  const decide = () => {
    setBusy(true);
    client.records
      .decideMarking({ uid: detail.row.uid, marking, reason: reason.trim(), password })
      .then(async () => {
        onClose();
        showDone(`已定为 ${marking}`, '决定已签名，写入记录经过。');
        await refreshAccess();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title="定密决定"
      confirm="定密并签名"
      blocked={!valid || reason.trim().length < 2 || password === ''}
      busy={busy}
      onConfirm={decide}
      onClose={onClose}
    >
      <Autocomplete
        label="密级和保密期限"
        description="国家秘密写 ★（机密★10年）；公司商业秘密不写 ★（秘密5年）；解除写“内部”。期限自制发之日起算。"
        data={usualMarkings}
        value={marking}
        error={valid ? undefined : '应为 内部、秘密★5年、机密★10年 的形式'}
        onChange={setMarking}
      />
      <Textarea
        label="依据和理由"
        data-autofocus
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <PasswordInput
        label="本人口令（签名）"
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
