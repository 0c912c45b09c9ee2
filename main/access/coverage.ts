import { recordKinds } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { lifecycleOf, moveWords } from '../../shared/lifecycle/lifecycle.ts';
import { permissionTable } from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roleNames, roles, type SiteKind } from '../../shared/policy/roles.ts';

interface Person {
  readonly name: string;
  readonly roles: readonly Role[];
}

/**
 * Acts of the lifecycles that nobody named at present can do (spec 2: "at setup the program computes whether every act can
 * be done by the persons named, and says which cannot"). An act counts as covered when a different person than every
 * possible author may do it, where the lifecycle asks for different persons.
 */
export function coverageGaps(people: readonly Person[], site: SiteKind): { what: string; why: string }[] {
  const gaps: { what: string; why: string }[] = [];
  for (const kind of recordKinds) {
    const lifecycle = lifecycleOf(kind);
    const writers = people.filter((person) =>
      person.roles.some((role) => permissionTable[role].write.includes(kind)),
    );
    for (const rule of lifecycle.moves) {
      const able = roles.filter(
        (role) => roleExistsAt(role, site) && permissionTable[role].moves[rule.move]?.includes(kind),
      );
      if (able.length === 0) continue;
      const doers = people.filter((person) => person.roles.some((role) => able.includes(role)));
      const what = `${latestForm(kind).title}：${moveWords[rule.move]}`;
      const needed = able.map((role) => roleNames[role]).join('、');
      if (doers.length === 0) {
        gaps.push({ what, why: `没有人担任${needed}` });
        continue;
      }
      const apart = lifecycle.segregation.some((segregation) => segregation.move === rule.move);
      const [only] = doers;
      if (apart && doers.length === 1 && writers.length === 1 && writers[0] === only) {
        gaps.push({ what, why: `只有${only?.name ?? ''}一人可办，而拟制、审查、批准不得为同一人` });
      }
    }
  }
  return dedupe(gaps);
}

function dedupe(gaps: readonly { what: string; why: string }[]): { what: string; why: string }[] {
  return [...new Map(gaps.map((gap) => [`${gap.what} ${gap.why}`, gap])).values()];
}
