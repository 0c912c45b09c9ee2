import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReaderRequestRow } from '../../shared/contract/access.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { RecordLink } from './RecordLink.tsx';
import { refreshAccess } from './refresh.ts';

/** Requests for readers that wait for the leader. */
export function Requests() {
  const found = useQuery(api.access.requests.queryOptions());
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.row.marking));
  if (found.isPending) return <Loading what="正在读取申请" />;
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (rows.length === 0) return <Empty why="没有待批准的知悉申请。" />;
  return (
    <ul className="decision-list" aria-label="待批准的知悉申请">
      {rows.map((row) => (
        <li key={row.uid}>
          <div className="decision-line">
            <RecordLink row={row.row} />
          </div>
          <RequestDecision request={row} />
        </li>
      ))}
    </ul>
  );
}

/** One request with its two answers; a refusal needs a reason. */
export function RequestDecision({ request }: { request: ReaderRequestRow }) {
  const problem = useProblem();
  const [refusing, setRefusing] = useState(false);
  const decide = (approve: boolean, answer: string) => {
    client.access.decideReader({ uid: request.uid, approve, answer }).then(async () => {
      setRefusing(false);
      showDone(approve ? `已批准 ${request.reader} 知悉，至 ${request.until}` : '已不批准');
      await refreshAccess();
    }, problem);
  };
  return (
    <>
      <div className="decision-line">
        <b>{request.reader}</b>
        <span>知悉至 {request.until}</span>
        <span>理由：{request.reason}</span>
        <span className="dim">
          {request.askedBy} 申请　{displayInstant(request.askedAt)}
        </span>
      </div>
      <div className="decision-line acts">
        <KeyButton label="不批准…" blocked={request.blocked} onAct={() => setRefusing(true)} />
        <KeyButton
          label="批准知悉"
          tone="main"
          blocked={request.blocked}
          reasonBeside
          onAct={() => decide(true, '')}
        />
      </div>
      {refusing && (
        <ReasonDialog
          title={`不批准 ${request.reader} 知悉`}
          confirm="不批准"
          onConfirm={(reason) => decide(false, reason)}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}
