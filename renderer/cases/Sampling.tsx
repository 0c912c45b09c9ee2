import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isEmptyValue } from '../../shared/forms/values.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useSession } from '../shell/session.tsx';
import { refreshCases } from './refresh.ts';

/** Draws the sample of a complaint check: by a seed that is printed with it, so that anybody can draw the same again. */
export function Sampling({ record }: { record: OpenRecord }) {
  const problem = useProblem();
  const { today } = useSession();
  const [size, setSize] = useState(5);
  const [seed, setSeed] = useState(today.replaceAll('-', ''));
  const { detail } = record;
  if (!detail.editable) return null;
  const { periodFrom, periodTo } = detail.content;
  const gap =
    isEmptyValue(periodFrom) || isEmptyValue(periodTo)
      ? '请先填写检查期起止日期。'
      : seed.trim() === ''
        ? '请填写抽样种子。'
        : null;
  const draw = async () => {
    try {
      await record.settled();
      const drawn = await client.cases.drawSample({ uid: detail.row.uid, size, seed: seed.trim() });
      showDone(`期内 ${drawn.population} 件，抽到 ${drawn.drawn} 件`);
      await refreshCases();
    } catch (error) {
      problem(error);
    }
  };
  return (
    <section className="section">
      <h2>
        抽样<span className="clause">质量部定期检查投诉处理（5.6）</span>
      </h2>
      <div className="line-fields">
        <NumberInput
          label="件数"
          w={90}
          min={1}
          max={200}
          value={size}
          onChange={(value) => typeof value === 'number' && setSize(value)}
        />
        <TextInput
          label="抽样种子"
          w={150}
          maxLength={40}
          value={seed}
          onChange={(event) => setSeed(event.currentTarget.value)}
        />
        <KeyButton label="抽取样本" blocked={gap} onAct={() => void draw()} />
      </div>
    </section>
  );
}
