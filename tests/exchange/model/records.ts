import { insertRecord, recordByUid, updateRecord } from '../../../main/database/stores/records.ts';
import type { Chance } from '../../attack/inputs.ts';
import type { ModelSite } from './modelSite.ts';

/** A record is made or changed. */
export async function writeRecord(unit: ModelSite, chance: Chance): Promise<string> {
  const name = `${unit.code}-${String(chance.below(6)).padStart(16, '0')}`;
  const content = JSON.stringify({
    direction: 'in',
    startedAt: '2026-11-20T02:00:00.000Z',
    caller: '李',
    need: `事项 ${chance.below(1000)}`,
    opinion: '指导',
    solvedOnCall: true,
    result: '正常',
  });
  const at = '2026-11-20T02:00:00.000Z';
  await unit.database.inTransaction(async (tx) => {
    const known = await recordByUid(tx, name);
    if (known !== undefined) {
      await updateRecord(tx, known.id, { content, changed_at: at });
      return;
    }
    await insertRecord(tx, {
      uid: name,
      kind: 'phoneRecord',
      form_version: 1,
      owning_site: unit.code,
      state: 'closed',
      title: '事项',
      level: 1,
      marking: '内部',
      occurred_at: at,
      recorded_at: at,
      due_on: null,
      author_id: null,
      author_name: '专人',
      responsible_id: null,
      registration_number: null,
      customer_id: null,
      task_id: null,
      content,
      parts: '[]',
      version: 1,
      digest: '',
      changed_at: at,
      original_state: 'none',
    });
  });
  return name;
}
