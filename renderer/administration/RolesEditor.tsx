import { Checkbox, Radio } from '@mantine/core';
import type { Day } from '../../shared/ids.ts';
import {
  businessRoles,
  isPost,
  posts,
  type Role,
  roleExistsAt,
  roleNames,
} from '../../shared/policy/roles.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { levelNames } from '../parts/words.ts';
import { useSession } from '../shell/session.tsx';

/** Roles and clearance as being edited. */
export interface Grants {
  readonly clearance: 1 | 2 | 3;
  readonly roles: readonly { readonly role: Role; readonly until: Day | null }[];
}

/** Why the grants cannot be given; null when they can. */
export function grantsProblem(grants: Grants): string | null {
  if (grants.roles.length === 0) return '至少授予一个岗位';
  if (grants.roles.some(({ role }) => isPost(role)) && grants.roles.length > 1)
    return '管理员岗位互斥，且不得兼任业务岗位（5.11.1）';
  return null;
}

/** Ticks the roles that exist at this site, each with an end where it has one, and chooses the clearance. */
export function RolesEditor(props: { value: Grants; onChange: (value: Grants) => void }) {
  const { site } = useSession();
  const { value, onChange } = props;
  const held = (role: Role) => value.roles.find((grant) => grant.role === role);
  const toggle = (role: Role) =>
    onChange({
      ...value,
      roles:
        held(role) === undefined
          ? [...value.roles, { role, until: null }]
          : value.roles.filter((grant) => grant.role !== role),
    });
  const row = (role: Role) => {
    const grant = held(role);
    return (
      <li key={role} className="role-row">
        <Checkbox label={roleNames[role]} checked={grant !== undefined} onChange={() => toggle(role)} />
        {grant !== undefined && (
          <DayInput
            label={`${roleNames[role]}截止日期`}
            hideLabel
            placeholder="不限期"
            value={grant.until}
            onChange={(until) =>
              onChange({
                ...value,
                roles: value.roles.map((one) => (one.role === role ? { role, until } : one)),
              })
            }
          />
        )}
      </li>
    );
  };
  return (
    <>
      <fieldset className="role-group">
        <legend>业务岗位（可兼任，可设截止日期）</legend>
        <ul className="role-rows">
          {businessRoles.filter((role) => roleExistsAt(role, site.kind)).map(row)}
        </ul>
      </fieldset>
      <fieldset className="role-group">
        <legend>管理员岗位（三者互斥，不兼任）</legend>
        <ul className="role-rows">{posts.map(row)}</ul>
      </fieldset>
      <Radio.Group
        label="涉密等级"
        value={String(value.clearance)}
        onChange={(level) => onChange({ ...value, clearance: Number(level) as 1 | 2 | 3 })}
      >
        <div className="level-choice">
          {([1, 2, 3] as const).map((level) => (
            <Radio
              key={level}
              value={String(level)}
              label={levelNames[level]}
              disabled={level > site.highestLevel}
            />
          ))}
        </div>
      </Radio.Group>
    </>
  );
}
