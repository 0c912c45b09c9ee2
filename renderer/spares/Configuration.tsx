import { useQuery } from '@tanstack/react-query';
import type { MasterUid } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { ToneTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** What is built into a set and what came out of it, as its reviewed repair reports say. */
export function Configuration({ equipmentUid }: { equipmentUid: MasterUid }) {
  const tabs = useTabs();
  const found = useQuery(api.spares.configuration.queryOptions({ input: { equipmentUid } }));
  const rows = found.data?.rows ?? [];
  return (
    <section className="section">
      <h2>
        装机配置 <b>{rows.filter((row) => row.to === null).length}</b>
        <span className="clause">由已审查的维修服务报告（QR758-06A）的更换件得出</span>
      </h2>
      {rows.length === 0 ? (
        <p className="dim">没有您可以阅读的更换件记录。</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">名称</th>
              <th scope="col">型号规格</th>
              <th scope="col">编号</th>
              <th scope="col">数量</th>
              <th scope="col">装上</th>
              <th scope="col">换下</th>
              <th scope="col">报告</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place in time
              <tr key={index}>
                <td>{row.name}</td>
                <td>{row.model}</td>
                <td className="number">{row.serial}</td>
                <td>{row.quantity}</td>
                <td>{row.from ?? <span className="dim">出厂或不详</span>}</td>
                <td>{row.to ?? <ToneTag tone="done">在装</ToneTag>}</td>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => tabs.open('record', { uid: row.record.uid }, row.record.number)}
                  >
                    {row.record.number}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
