import './plan.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../client.ts';
import { AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf } from '../parts/problem.tsx';
import { DueTag, StateTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useSession } from '../shell/session.tsx';
import { PlanFigures } from './PlanFigures.tsx';
import { PlanLines } from './PlanLines.tsx';
import { PlanSpares } from './PlanSpares.tsx';
import { PlanVersions } from './PlanVersions.tsx';
import { PlanYear } from './PlanYear.tsx';
import { Unplanned } from './Unplanned.tsx';
import type { PlanOverview } from './words.ts';

/** 年度计划: the lines that hold, plan against done, what was not planned, the versions. */
export function PlanScreen({ params }: ScreenProps) {
  const { today } = useSession();
  const present = Number(today.slice(0, 4));
  const [year, setYear] = useState(params.year === undefined ? present : Number(params.year));
  const found = useQuery(
    api.plan.overview.queryOptions({ input: { year }, placeholderData: (before) => before }),
  );
  const { data } = found;
  const parts = [
    { key: 'lines', label: '计划项', waiting: waitingOf(data) },
    { key: 'year', label: '年历' },
    { key: 'figures', label: '完成情况' },
    { key: 'unplanned', label: '计划外需求', waiting: data?.unplanned.length },
    { key: 'spares', label: '备件预投' },
    { key: 'versions', label: '编制与版本' },
  ] as const;
  const [part, choose] = useAreaPart('plan', parts);
  useMarkingsOnScreen([
    ...(data?.versions ?? []).map(({ row }) => row.marking),
    ...(data?.lines ?? []).flatMap((line) => line.tasks.map((task) => task.marking)),
    ...(data?.unplanned ?? []).map((task) => task.marking),
  ]);
  return (
    <>
      <PageHeader
        title={`${year} 年技术服务计划`}
        number={data?.inForce?.number ?? null}
        under={data === undefined ? undefined : <Under data={data} year={year} />}
      />
      <AreaTabs label="年度计划" parts={parts} chosen={part} onChoose={choose} />
      <FilterBar
        chips={[present - 1, present, present + 1].map((one) => ({
          key: String(one),
          label: `${one} 年`,
          on: one === year,
          onToggle: () => setYear(one),
        }))}
      />
      {found.error !== null ? (
        <Empty why={problemOf(found.error).message} />
      ) : data === undefined ? (
        <Loading what="正在读取计划" />
      ) : part === 'year' ? (
        <PlanYear year={year} data={data} />
      ) : part === 'figures' ? (
        <PlanFigures data={data} />
      ) : part === 'unplanned' ? (
        <Unplanned year={year} data={data} />
      ) : part === 'spares' ? (
        <PlanSpares data={data} year={year} />
      ) : part === 'versions' ? (
        <PlanVersions year={year} data={data} />
      ) : (
        <PlanLines year={year} data={data} />
      )}
    </>
  );
}

function waitingOf(data: PlanOverview | undefined): number {
  return (data?.lines ?? []).filter((line) => line.state === 'due' || line.state === 'late').length;
}

function Under({ data, year }: { data: PlanOverview; year: number }) {
  const { today } = useSession();
  if (data.inForce !== null && data.linesFrom === year) {
    return (
      <span>
        <StateTag state={data.inForce.state} /> 执行中的计划 {data.inForce.number}
      </span>
    );
  }
  return (
    <span>
      {data.linesFrom === null
        ? '没有执行中的计划'
        : `本年计划未下达，${data.linesFrom} 年未完的计划项继续执行`}
      ；应于 {data.due} 前批准下达 <DueTag dueOn={data.due} today={today} />
    </span>
  );
}
