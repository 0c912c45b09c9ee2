import './administration.css';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useSession } from '../shell/session.tsx';
import { Integrity } from './backup/Integrity.tsx';
import { Rehearsal } from './backup/Rehearsal.tsx';
import { Restored } from './backup/Restored.tsx';
import { Retire } from './backup/Retire.tsx';
import { Sets } from './backup/Sets.tsx';

type Part = 'sets' | 'rehearsal' | 'restored' | 'integrity' | 'retire';

/** Backup sets, rehearsal, what follows a restore, integrity, handing over. */
export function BackupScreen() {
  const { warnings, conditions } = useSession();
  const isRestored = conditions.includes('restored');
  const parts: AreaPart<Part>[] = [
    ...(isRestored ? [{ key: 'restored' as const, label: '恢复核对', waiting: 1 }] : []),
    { key: 'sets', label: '备份集' },
    { key: 'rehearsal', label: '恢复演练' },
    { key: 'integrity', label: '完整性' },
    { key: 'retire', label: '移交' },
  ];
  const [part, choose] = useAreaPart('backup', parts);
  return (
    <>
      <PageHeader
        title="备份与恢复"
        under="备份集 = 数据库 + 附件 + 密钥文件，写完打开核对。保留 7 日、5 周、13 月。"
      />
      {warnings.length > 0 && (
        <div className="backup-warnings" role="alert">
          {warnings.map((warning) => (
            <p key={warning} className="callout refused">
              <b>✕ {warning}</b>
            </p>
          ))}
        </div>
      )}
      <AreaTabs label="备份与恢复" parts={parts} chosen={part} onChoose={choose} />
      {part === 'sets' && <Sets />}
      {part === 'rehearsal' && <Rehearsal />}
      {part === 'restored' && <Restored />}
      {part === 'integrity' && <Integrity />}
      {part === 'retire' && <Retire />}
    </>
  );
}
