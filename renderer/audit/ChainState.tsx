import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { ToneTag } from '../parts/tags.tsx';

/** Whether the chain holds from its first row to its head; computed anew when asked. */
export function ChainState() {
  const chain = useQuery(api.audit.verify.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  if (chain.isError) throw chain.error;
  const state = chain.data;
  return (
    <section className="chain" aria-label="审计链状态">
      <span className="chain-state" role="status">
        {state === undefined || chain.isFetching ? (
          <ToneTag tone="underway">正在逐行校验</ToneTag>
        ) : state.intact ? (
          <ToneTag tone="done">链完整</ToneTag>
        ) : (
          <ToneTag tone="refused">{`链已断：${state.problem ?? ''}`}</ToneTag>
        )}
      </span>
      <dl>
        <div>
          <dt>已校验</dt>
          <dd>{state === undefined ? '—' : `${state.rows.toLocaleString('zh-CN')} 行`}</dd>
        </div>
        <div>
          <dt>链头</dt>
          <dd>{state === undefined ? '—' : `第 ${state.headSeq.toLocaleString('zh-CN')} 行`}</dd>
        </div>
        <div>
          <dt>链头摘要值</dt>
          <dd className="digest">{state?.headDigest ?? '—'}</dd>
        </div>
      </dl>
      <KeyButton label="重新校验" keyName="main" busy={chain.isFetching} onAct={() => void chain.refetch()} />
    </section>
  );
}
