import { recordKinds } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import { type Move, moves, moveWords } from '../lifecycle/states.ts';
import { actNames, acts } from './acts.ts';
import { defaultReaderRoles, foreignReaderRoles, permissionTable } from './permissions.ts';
import { isPost, type Role, roleExistsAt, roleNames, roles, type SiteKind } from './roles.ts';

/** The permission table as rows of words, for screen and paper alike; computed, never typed a second time. */
export interface MatrixTable {
  readonly title: string;
  readonly note: string;
  /** Heads of the columns after the role. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly role: Role;
    readonly name: string;
    readonly post: boolean;
    readonly cells: readonly string[];
  }[];
}

const legend =
  '读：在知悉范围内可读；默：本站未限定知悉的记录默认可读；外：其他站点的记录默认可读；写：新建和编辑本人草稿；其余为可办的流转。';

/** Role × kind of record: reading, writing, moves. Roles that do not exist at a site of this kind are left out. */
export function kindMatrix(site: SiteKind): MatrixTable {
  return {
    title: '岗位 × 记录种类',
    note: legend,
    columns: recordKinds.map((kind) => latestForm(kind).title),
    rows: rowsOf(site, (role) => recordKinds.map((kind) => cellOf(role, kind))),
  };
}

/** Role × act: everything that is no work on a single record. Acts that no role of the site has are left out. */
export function actMatrix(site: SiteKind): MatrixTable {
  const present = roles.filter((role) => roleExistsAt(role, site));
  const used = acts.filter((act) => present.some((role) => permissionTable[role].acts.includes(act)));
  return {
    title: '岗位 × 事项',
    note: '✓：可办；空白：不可。',
    columns: used.map((act) => actNames[act]),
    rows: rowsOf(site, (role) => used.map((act) => (permissionTable[role].acts.includes(act) ? '✓' : ''))),
  };
}

function rowsOf(site: SiteKind, cells: (role: Role) => string[]): MatrixTable['rows'] {
  return roles
    .filter((role) => roleExistsAt(role, site))
    .map((role) => ({ role, name: roleNames[role], post: isPost(role), cells: cells(role) }));
}

function cellOf(role: Role, kind: (typeof recordKinds)[number]): string {
  const grant = permissionTable[role];
  const words: string[] = [];
  if (grant.read.includes(kind)) {
    const own = defaultReaderRoles[kind].includes(role);
    const foreign = foreignReaderRoles[kind].includes(role);
    words.push(own ? '默' : '读');
    if (foreign) words.push('外');
  }
  if (grant.write.includes(kind)) words.push('写');
  const may = (move: Move): boolean => grant.moves[move]?.includes(kind) === true;
  words.push(...moves.filter(may).map((move) => moveWords[move]));
  return words.join('、');
}
