import { useState } from 'react';
import { client } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { type PlanOverview, refreshPlan } from './words.ts';

/** The versions of the year's plan; the first is drawn up here, and amendments of the one in force. */
export function PlanVersions({ year, data }: { year: number; data: PlanOverview }) {
  const may = useMay();
  const tabs = useTabs();
  const problem = useProblem();
  const [asking, setAsking] = useState(false);
  const held = data.linesFrom === year ? data.inForce : null;
  const newest = data.versions[0];
  const waiting = held !== null && newest !== undefined && newest.row.uid !== held.uid;
  const open = async ({ uid }: { uid: string }) => {
    await refreshPlan();
    tabs.open('record', { uid }, `${year} 年技术服务计划`);
  };
  const writes = may.write('servicePlan') ? null : '计划由管理信息部拟制';
  return (
    <>
      <ScrollBody label="编制与版本">
        {data.versions.length === 0 ? (
          <Empty why={`${year} 年的技术服务计划还没有拟制。`} />
        ) : (
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">版本</th>
                <th scope="col">编号</th>
                <th scope="col">状态</th>
                <th scope="col">拟制</th>
                <th scope="col">说明</th>
              </tr>
            </thead>
            <tbody>
              {data.versions.map(({ row, amendment }) => (
                <tr key={row.uid}>
                  <td className="whole">{amendment === 0 ? '原计划' : `第 ${amendment} 次修订`}</td>
                  <td className="whole">
                    <button
                      type="button"
                      className="link-button"
                      onClick={() =>
                        tabs.open('record', { uid: row.uid }, row.number || `${year} 年技术服务计划`)
                      }
                    >
                      {row.number || '打开'}
                    </button>{' '}
                    <MarkingTag marking={row.marking} />
                  </td>
                  <td className="whole">
                    <StateTag state={row.state} />
                  </td>
                  <td className="whole">{row.author}</td>
                  <td>
                    {held?.uid === row.uid
                      ? '执行中'
                      : held !== null && row.state === 'inForce'
                        ? '已由后一版本代替'
                        : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ScrollBody>
      <div className="page-foot">
        {data.versions.length === 0 ? (
          <>
            <KeyButton
              label={`拟制 ${year} 年计划`}
              keyName="create"
              tone="main"
              blocked={writes}
              reasonBeside
              onAct={() => void client.plan.begin({ year, copyOpen: false }).then(open, problem)}
            />
            {data.lines.length > 0 && (
              <KeyButton
                label={`拟制并转入上年未完 ${data.lines.length} 项`}
                blocked={writes}
                onAct={() => void client.plan.begin({ year, copyOpen: true }).then(open, problem)}
              />
            )}
          </>
        ) : (
          <KeyButton
            label="修订执行中的计划"
            keyName="create"
            blocked={
              writes ?? (held === null ? '还没有执行中的计划' : waiting ? '已有一个修订版本正在办理' : null)
            }
            reasonBeside
            onAct={() => setAsking(true)}
          />
        )}
      </div>
      {asking && (
        <ReasonDialog
          title={`修订 ${year} 年技术服务计划`}
          confirm="开始修订"
          hint="修订版本经审核、批准、下达后代替现行版本；计划项编号不变。"
          onClose={() => setAsking(false)}
          onConfirm={(reason) => {
            setAsking(false);
            client.plan.amend({ year, reason }).then(open, problem);
          }}
        />
      )}
    </>
  );
}
