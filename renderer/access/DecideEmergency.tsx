import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { RecordLink } from './RecordLink.tsx';
import { refreshAccess } from './refresh.ts';

type Emergency = CallOutput<'access.emergencies'>['rows'][number];

/** Emergency requests for the leader or the duty leader; the record under the number is shown as far as the leader reads it. */
export function DecideEmergency() {
  const found = useQuery(api.access.emergencies.queryOptions());
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.flatMap((row) => row.row?.marking ?? []));
  if (found.isPending) return <Loading what="正在读取申请" />;
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (rows.length === 0) return <Empty why="没有待批准的紧急知悉申请。" />;
  return (
    <ul className="decision-list" aria-label="待批准的紧急知悉申请">
      {rows.map((row) => (
        <li key={row.uid} className="emergency-row">
          <Decision request={row} />
        </li>
      ))}
    </ul>
  );
}

function Decision({ request }: { request: Emergency }) {
  const problem = useProblem();
  const [refusing, setRefusing] = useState(false);
  const decide = (approve: boolean, answer: string) => {
    client.access.decideEmergency({ uid: request.uid, approve, answer }).then(async () => {
      setRefusing(false);
      showDone(
        approve ? `已批准 ${request.askedBy} 紧急知悉 ${request.hours} 小时` : '已不批准',
        approve ? '该记录的知悉人已收到通知。' : '',
      );
      await refreshAccess();
    }, problem);
  };
  const unknown = request.row === null ? '您的知悉范围内没有这个编号，不能批准。' : null;
  return (
    <>
      <div className="decision-line">
        <ToneTag tone="refused">紧急</ToneTag>
        <b>{request.askedBy}</b>
        <span>
          申请知悉 <span className="number">{request.number}</span>，{request.hours} 小时
        </span>
        <span className="dim">
          {displayInstant(request.askedAt)} 申请，{displayInstant(request.endsAt)} 前有效
        </span>
      </div>
      <div className="decision-line">理由：{request.reason}</div>
      <div className="decision-line">
        {request.row === null ? <span className="dim">{unknown}</span> : <RecordLink row={request.row} />}
      </div>
      <div className="decision-line acts">
        <KeyButton label="不批准…" blocked={request.blocked} onAct={() => setRefusing(true)} />
        <KeyButton
          label="批准紧急知悉"
          tone="main"
          blocked={request.blocked ?? unknown}
          reasonBeside={request.blocked !== null}
          onAct={() => decide(true, '')}
        />
      </div>
      {refusing && (
        <ReasonDialog
          title={`不批准 ${request.askedBy} 的紧急知悉`}
          confirm="不批准"
          onConfirm={(reason) => decide(false, reason)}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}
