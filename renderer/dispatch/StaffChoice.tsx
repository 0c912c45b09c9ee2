import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Candidate } from '../../shared/contract/service.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { isFieldEditable } from '../../shared/forms/validate.ts';
import { masterValueSchema, type StaffRow } from '../../shared/forms/values.ts';
import type { Day, MasterUid } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { staffRows } from '../parts/lists/StaffListEditor.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useMay, useSession } from '../shell/session.tsx';
import type { Json } from '../shell/settings.tsx';
import { Overrides } from '../staff/Overrides.tsx';
import { DayStrip } from './DayStrip.tsx';

/** On a notice that is being written: everybody who could be sent, with state and reason, and the calendar beside. */
export function StaffChoice({ record }: { record: OpenRecord }) {
  const { detail, form } = record;
  const may = useMay();
  const field = fieldOf(form, 'staff');
  const writes =
    detail.row.kind === 'dispatchNotice' &&
    detail.editable &&
    field !== undefined &&
    isFieldEditable(form, field, detail.row.state);
  if (detail.row.kind !== 'dispatchNotice') return null;
  return (
    <>
      {writes && may.act('staff.choose') && <Candidates record={record} />}
      <Overrides noticeUid={detail.row.uid} content={detail.content.staff} />
    </>
  );
}

function dayIn(value: unknown): Day | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? (value as Day) : null;
}

function Candidates({ record }: { record: OpenRecord }) {
  const { today } = useSession();
  const { content } = record.detail;
  const from = dayIn(content.startDay) ?? (today as Day);
  const arrival = dayIn(content.dueOnSite) ?? from;
  const to = arrival < from ? from : arrival;
  const models = useModels(record);
  const found = useQuery(
    api.service.candidates.queryOptions({
      input: { modelUids: models, from, to },
      placeholderData: (before) => before,
    }),
  );
  const chosen = staffRows(content.staff);
  const save = (rows: StaffRow[]) => record.saveField('staff', rows.length === 0 ? null : (rows as Json[]));
  const add = (candidate: Candidate) =>
    save([
      ...chosen,
      {
        staff: candidate.staff.uid,
        name: candidate.staff.name,
        ...(candidate.title === '' ? {} : { title: candidate.title }),
        qualification: candidate.state,
        lead: chosen.length === 0,
      },
    ]);
  return (
    <section className="section">
      <h2>
        选派人员 <span className="clause">初级以上职称、熟悉产品、两项培训有效（5.2.1）</span>
      </h2>
      <div className="staff-choice">
        <div>
          {found.error !== null ? (
            <Empty why={problemOf(found.error).message} />
          ) : found.data === undefined ? (
            <Loading what="正在核对资格" />
          ) : found.data.rows.length === 0 ? (
            <Empty why="还没有登记服务人员。请在“基础资料 › 服务人员”中登记。" />
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">姓名</th>
                  <th scope="col">职称</th>
                  <th scope="col">状态</th>
                  <th scope="col">依据</th>
                  <th scope="col">选派</th>
                </tr>
              </thead>
              <tbody>
                {found.data.rows.map((candidate) => {
                  const isChosen = chosen.some((row) => row.staff === candidate.staff.uid);
                  return (
                    <tr key={candidate.staff.uid} className={isChosen ? 'row-chosen' : ''}>
                      <td className="whole">{candidate.staff.name}</td>
                      <td className="whole">{candidate.title}</td>
                      <td>
                        <ToneTag tone={candidate.able ? 'done' : 'refused'}>{candidate.state}</ToneTag>
                      </td>
                      <td className="reasons">{candidate.reasons.join('；')}</td>
                      <td>
                        <Button
                          size="xs"
                          variant="default"
                          aria-label={`${isChosen ? '不派' : '选派'}${candidate.staff.name}`}
                          onClick={() =>
                            isChosen
                              ? save(chosen.filter((row) => row.staff !== candidate.staff.uid))
                              : add(candidate)
                          }
                        >
                          {isChosen ? '不派' : '选派'}
                        </Button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          )}
        </div>
        <DayStrip from={from} to={to} />
      </div>
    </section>
  );
}

/** Models of the notice's equipment; of the task where the notice names none. */
function useModels(record: OpenRecord): MasterUid[] {
  const { detail } = record;
  const customerUid = detail.row.customer?.uid ?? null;
  const equipment = useQuery(
    api.master.list.queryOptions({
      input: { type: 'equipment', customerUid, limit: 200 },
      enabled: detail.equipment.length > 0 && customerUid !== null,
    }),
  );
  const taskUid = detail.task?.uid;
  const task = useQuery(
    api.records.open.queryOptions({
      input: { uid: taskUid ?? detail.row.uid },
      enabled: taskUid !== undefined,
    }),
  );
  const named = new Set<string>(detail.equipment.map((ref) => ref.uid));
  const ofEquipment = (equipment.data?.rows ?? [])
    .filter((row) => named.has(row.uid))
    .flatMap((row) => (row.model === null ? [] : [row.model.uid]));
  const ofTask = masterValueSchema.safeParse(task.data?.content.model).data?.uid;
  return [...new Set([...ofEquipment, ...(ofTask === undefined ? [] : [ofTask as MasterUid])])].slice(0, 50);
}
