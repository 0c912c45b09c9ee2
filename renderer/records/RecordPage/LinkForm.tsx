import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordDetail, RecordRow } from '../../../shared/contract/records.ts';
import { latestForm } from '../../../shared/forms/registry.ts';
import { api, client, refreshRecords } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { useMay } from '../../shell/session.tsx';

const relations = ['相关记录', '由此记录引起', '补充说明', '处理结果', '更正'];

/** Links this record with another that the person reads: found by number or words. Possible on archived records too. */
export function LinkForm({ detail }: { detail: RecordDetail }) {
  const problem = useProblem();
  const may = useMay();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<RecordRow | null>(null);
  const [relation, setRelation] = useState<string>(relations[0] ?? '');
  const asked = text.trim();
  const found = useQuery(
    api.records.list.queryOptions({
      input: { filter: { text: asked }, limit: 20 },
      enabled: asked.length >= 2 && chosen === null,
    }),
  );
  const rows = (found.data?.rows ?? []).filter((row) => row.uid !== detail.row.uid);
  if (!may.write(detail.row.kind)) return <p className="hint">您的岗位不能为此类记录登记关联。</p>;
  const gap =
    chosen === null ? '请按编号或字词找到要关联的记录。' : relation.trim() === '' ? '请填写关系。' : null;
  const link = () => {
    if (chosen === null) return;
    client.records
      .link({ fromUid: detail.row.uid, toUid: chosen.uid, relation: relation.trim() })
      .then(async () => {
        showDone(`已关联 ${chosen.number || chosen.title}`);
        setChosen(null);
        setText('');
        await refreshRecords();
      }, problem);
  };
  return (
    <div className="line-fields">
      <TextInput
        label="查找记录"
        placeholder="编号或字词"
        w={170}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(null);
        }}
      />
      <Select
        label="要关联的记录"
        w={320}
        placeholder={asked.length < 2 ? '先填编号或字词' : rows.length === 0 ? '没有找到' : '选择'}
        data={(chosen === null ? rows : [chosen]).map((row) => ({
          value: row.uid,
          label: `${latestForm(row.kind).title} ${row.number || '未编号'}　${row.title}`,
        }))}
        value={chosen?.uid ?? null}
        onChange={(uid) => setChosen(rows.find((row) => row.uid === uid) ?? null)}
      />
      <Select
        label="关系"
        w={150}
        data={relations}
        value={relation}
        allowDeselect={false}
        onChange={(value) => setRelation(value ?? '')}
      />
      <KeyButton label="登记关联" blocked={gap} onAct={link} />
    </div>
  );
}
