import { useState } from 'react';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { moveRule } from '../../../shared/lifecycle/lifecycle.ts';
import { client, refreshRecords } from '../../client.ts';
import { ReasonDialog } from '../../parts/dialogs.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { focusField, showDone, useProblem } from '../../parts/problem.tsx';
import { keyWords, useKey } from '../../shell/keys.ts';
import { useMay } from '../../shell/session.tsx';
import { useCurrentTab, useTabs } from '../../shell/tabs.tsx';
import { type MoveAnswer, MoveDialog, moveAsks } from './MoveDialog.tsx';
import type { OpenRecord } from './useRecord.ts';

type MoveOption = RecordDetail['moves'][number];
const backwards: readonly string[] = ['sendBack', 'void', 'declareInvalid', 'dispose'];
/** More gaps than this are counted instead of named. */
const mostNamed = 3;

/** Why a move cannot be made now: gaps on screen first, then the program's own verdict. */
export function blockedReason(record: OpenRecord, option: MoveOption): string | null {
  const { row, content } = record.detail;
  const rule = moveRule(row.kind, row.state, option.move, content);
  if (rule?.completes === true && record.missing.length > 0) {
    const names = record.missing.slice(0, mostNamed).map((gap) => gap.label);
    const rest = record.missing.length - names.length;
    return `还缺：${names.join('、')}${rest > 0 ? ` 等 ${record.missing.length} 项` : ''}`;
  }
  // The verdict is older than what has just been filled in: the program decides anew when the move is made.
  if (rule?.completes === true && record.detail.missing.length > 0) return null;
  return option.blocked;
}

/** The foot of a record: its moves with their reasons, the forward one on Ctrl+Enter, and when it was last saved. */
export function MoveBar({ record, onBack }: { record: OpenRecord; onBack?: (() => void) | undefined }) {
  const { detail } = record;
  const problem = useProblem();
  const may = useMay();
  const tabs = useTabs();
  const tab = useCurrentTab();
  const [asking, setAsking] = useState<MoveOption | null>(null);
  const [discarding, setDiscarding] = useState(false);
  const [busy, setBusy] = useState(false);

  const make = async (option: MoveOption, answer: MoveAnswer) => {
    setBusy(true);
    try {
      await record.settled();
      const result = await client.records.move({ uid: detail.row.uid, move: option.move, ...answer });
      setAsking(null);
      const number = result.archiveNumber ?? result.registrationNumber;
      showDone(`已${option.label}${number === null ? '' : `：${number}`}`, result.next);
      await refreshRecords();
    } catch (error) {
      problem(error);
    } finally {
      setBusy(false);
    }
  };
  const press = (option: MoveOption) => {
    if (moveAsks(option, detail)) setAsking(option);
    else void make(option, {});
  };
  const forward = detail.moves.filter((option) => !backwards.includes(option.move));
  const backward = detail.moves.filter((option) => backwards.includes(option.move));
  const main = forward[0];
  const mainBlocked = main === undefined ? null : blockedReason(record, main);
  const firstGap = record.missing[0];
  useKey('back', () => onBack?.(), onBack !== undefined);
  return (
    <section className="page-foot" aria-label="办理">
      {onBack !== undefined && (
        <button type="button" className="link-button" onClick={onBack}>
          返回 <kbd>{keyWords('back')}</kbd>
        </button>
      )}
      {backward.map((option) => (
        <KeyButton
          key={`${option.move}-${option.to}`}
          label={option.label}
          tone="danger"
          blocked={option.blocked}
          onAct={() => press(option)}
        />
      ))}
      {detail.row.state === 'draft' && detail.editable && may.write(detail.row.kind) && (
        <KeyButton label="删除草稿" tone="danger" onAct={() => setDiscarding(true)} />
      )}
      {forward.map((option) => (
        <KeyButton
          key={`${option.move}-${option.to}`}
          label={option.label}
          tone={option === main ? 'main' : 'plain'}
          keyName={option === main ? 'main' : undefined}
          blocked={blockedReason(record, option)}
          busy={busy && asking?.move === option.move}
          onAct={() => press(option)}
        />
      ))}
      {mainBlocked !== null && (
        <span className="blocked-reason">
          {mainBlocked}
          {firstGap !== undefined && (
            <button type="button" className="link-button" onClick={() => focusField(firstGap.field)}>
              到第一处
            </button>
          )}
        </span>
      )}
      <span className="page-foot-saved" role="status">
        {record.saving
          ? '正在保存…'
          : record.savedAt !== null
            ? `已保存 ${clock(record.savedAt)}`
            : detail.editable
              ? '离开每一栏时自动保存'
              : ''}
      </span>
      {asking !== null && (
        <MoveDialog
          option={asking}
          detail={detail}
          busy={busy}
          onClose={() => setAsking(null)}
          onConfirm={(answer) => void make(asking, answer)}
        />
      )}
      {discarding && (
        <ReasonDialog
          title={`删除草稿：${detail.row.title || '未命名'}`}
          confirm="删除草稿"
          hint="放入您的回收站，可以取回；打印过、关联过、有附件或拟定过密级的改为作废，仍可查阅。"
          onClose={() => setDiscarding(false)}
          onConfirm={(reason) => {
            setDiscarding(false);
            client.records.discard({ uid: detail.row.uid, reason }).then(() => {
              showDone('草稿已删除', '首页 › 回收站 可以取回');
              if (onBack !== undefined) onBack();
              else tabs.close(tab);
              return refreshRecords();
            }, problem);
          }}
        />
      )}
    </section>
  );
}

/** Beijing time with seconds: 10:32:05. */
function clock(instant: string): string {
  const minutes = displayInstant(instant).slice(11);
  return `${minutes}:${instant.slice(17, 19)}`;
}
