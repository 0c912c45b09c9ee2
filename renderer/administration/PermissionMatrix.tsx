import { ScrollBody } from '../parts/ScrollBody.tsx';
import './administration.css';
import { recordKinds } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { type Move, moves, moveWords } from '../../shared/lifecycle/states.ts';
import { type Act, actNames, acts } from '../../shared/policy/acts.ts';
import { defaultReaderRoles, permissionTable } from '../../shared/policy/permissions.ts';
import { isPost, type Role, roleExistsAt, roleNames, roles } from '../../shared/policy/roles.ts';
import { FilterBar } from '../parts/FilterBar.tsx';
import { useSession } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';

type View = 'kinds' | 'acts';

/** The permission table as the gate uses it: role × kind and role × act. Nothing here is typed a second time. */
export function PermissionMatrix() {
  const { site } = useSession();
  const [view, setView] = useSetting<View>('matrix.view', 'kinds');
  const present = roles.filter((role) => roleExistsAt(role, site.kind));
  return (
    <>
      <FilterBar
        chips={[
          {
            key: 'kinds',
            label: '岗位 × 记录种类',
            on: view === 'kinds',
            onToggle: () => setView('kinds'),
          },
          { key: 'acts', label: '岗位 × 事项', on: view === 'acts', onToggle: () => setView('acts') },
        ]}
        count="由程序实际执行的权限表生成"
      />
      <ScrollBody label="权限表" className="matrix-frame">
        {view === 'kinds' ? <KindMatrix present={present} /> : <ActMatrix present={present} />}
      </ScrollBody>
    </>
  );
}

const legend =
  '读：在知悉范围内可读；默：本站未限定知悉范围的记录默认可读；写：新建和编辑本人草稿；其余为可办的流转';

function KindMatrix({ present }: { present: readonly Role[] }) {
  return (
    <>
      <table className="matrix">
        <caption>岗位 × 记录种类</caption>
        <thead>
          <tr>
            <th scope="col">岗位</th>
            {recordKinds.map((kind) => (
              <th key={kind} scope="col">
                {latestForm(kind).title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {present.map((role) => (
            <tr key={role} className={isPost(role) ? 'post-row' : ''}>
              <th scope="row">{roleNames[role]}</th>
              {recordKinds.map((kind) => (
                <td key={kind}>{cellWords(role, kind) || <span className="dim">—</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{legend}。</p>
    </>
  );
}

function cellWords(role: Role, kind: (typeof recordKinds)[number]): string {
  const grant = permissionTable[role];
  const words: string[] = [];
  if (grant.read.includes(kind)) words.push(defaultReaderRoles[kind].includes(role) ? '默' : '读');
  if (grant.write.includes(kind)) words.push('写');
  const may = (move: Move): boolean => grant.moves[move]?.includes(kind) === true;
  words.push(...moves.filter(may).map((move) => moveWords[move]));
  return words.join('、');
}

function ActMatrix({ present }: { present: readonly Role[] }) {
  const used = acts.filter((act: Act) => present.some((role) => permissionTable[role].acts.includes(act)));
  return (
    <table className="matrix">
      <caption>岗位 × 事项</caption>
      <thead>
        <tr>
          <th scope="col">岗位</th>
          {used.map((act) => (
            <th key={act} scope="col">
              {actNames[act]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {present.map((role) => (
          <tr key={role} className={isPost(role) ? 'post-row' : ''}>
            <th scope="row">{roleNames[role]}</th>
            {used.map((act) => {
              const may = permissionTable[role].acts.includes(act);
              return (
                <td key={act}>
                  {may ? <b>✓</b> : <span className="dim">—</span>}
                  <span className="hidden-label">{may ? '可办' : '不可'}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
