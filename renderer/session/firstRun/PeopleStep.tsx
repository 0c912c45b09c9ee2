import { MultiSelect, TextInput } from '@mantine/core';
import { businessRoles, type Role, roleExistsAt, roleNames } from '../../../shared/policy/roles.ts';
import { type PlannedPerson, plannedGaps } from './draft.ts';
import type { StepProps } from './steps.tsx';

const nobody: PlannedPerson = { name: '', roles: [] };

/** Persons and their roles with what nobody of them could do, as it is typed. */
export function PeopleStep({ draft, change }: StepProps) {
  const { people } = draft;
  const choices = businessRoles
    .filter((role) => roleExistsAt(role, draft.kind))
    .map((role) => ({ value: role, label: roleNames[role] }));
  const replace = (at: number, person: PlannedPerson) =>
    change({ people: people.map((one, index) => (index === at ? person : one)) });
  const gaps = people.length === 0 ? [] : plannedGaps(draft);
  return (
    <>
      <div className="planned-people">
        {people.map((person, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end or removed, and have no identity yet
          <div className="planned-person" key={index}>
            <TextInput
              aria-label={`第 ${index + 1} 人姓名`}
              placeholder="姓名"
              maxLength={40}
              value={person.name}
              onChange={(event) => replace(index, { ...person, name: event.currentTarget.value })}
            />
            <MultiSelect
              aria-label={`第 ${index + 1} 人岗位`}
              placeholder={person.roles.length === 0 ? '岗位' : ''}
              searchable
              data={choices}
              value={[...person.roles]}
              onChange={(roles) => replace(index, { ...person, roles: roles as Role[] })}
            />
            <button
              type="button"
              className="link-button"
              aria-label={`移去第 ${index + 1} 人`}
              onClick={() => change({ people: people.filter((_, at) => at !== index) })}
            >
              移去
            </button>
          </div>
        ))}
        <button type="button" className="link-button" onClick={() => change({ people: [...people, nobody] })}>
          ＋ 增加一人
        </button>
      </div>
      {people.length > 0 && gaps.length === 0 && (
        <p className="callout done">● 没有空缺：每一步都有人能办，拟制、审查、批准可以由不同的人担任。</p>
      )}
      {gaps.length > 0 && (
        <div className="planned-gaps" role="status">
          <p className="callout attention">按此安排，下列 {gaps.length} 件事没有人能办：</p>
          <ul>
            {gaps.map((gap) => (
              <li key={`${gap.what} ${gap.why}`}>
                <b>{gap.what}</b>　{gap.why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
