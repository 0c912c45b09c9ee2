import { useQuery } from '@tanstack/react-query';
import { roleNames } from '../../shared/policy/roles.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';

/** Acts of the procedure that nobody named at present can do (spec 2). */
export function Coverage() {
  const gaps = useQuery(api.people.coverage.queryOptions());
  if (gaps.isError) throw gaps.error;
  if (gaps.data === undefined) return <Loading />;
  const { missing, planned } = gaps.data;
  if (missing.length === 0 && planned.length === 0)
    return <Empty why="没有空缺：规程的每一步都有人能办，而且拟制、审查、批准可以由不同的人担任。" />;
  return (
    <ScrollBody label="岗位空缺">
      {planned.length > 0 && (
        <p className="callout">
          首次启动时安排、还没有帐号的人：
          {planned
            .map(({ name, roles }) => `${name}（${roles.map((role) => roleNames[role]).join('、')}）`)
            .join('，')}
        </p>
      )}
      <p className="callout attention">
        按现有帐号和岗位，下列 {missing.length}{' '}
        件事没有人能办。请系统管理员建立帐号，安全保密管理员授予相应岗位。
      </p>
      <table className="small-table section">
        <thead>
          <tr>
            <th scope="col">事项</th>
            <th scope="col">原因</th>
          </tr>
        </thead>
        <tbody>
          {missing.map((gap) => (
            <tr key={`${gap.what} ${gap.why}`}>
              <td>{gap.what}</td>
              <td>{gap.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBody>
  );
}
