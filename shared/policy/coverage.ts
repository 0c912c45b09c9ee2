import { recordKinds } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import { lifecycleOf, moveWords } from '../lifecycle/lifecycle.ts';
import { type Act, actNames, acts } from './acts.ts';
import { mayAct, permissionTable } from './permissions.ts';
import { type Role, roleExistsAt, roleNames, roles, type SiteKind } from './roles.ts';

/** A person with the roles that hold today. */
export interface Person {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Acts that two different persons must do, so that one person alone covers neither. */
const apart: readonly (readonly [Act, Act])[] = [
  ['print.apply', 'print.approve'],
  ['package.prepare', 'package.release'],
];

/**
 * Acts that nobody named at present can do (spec 2: "at setup the program computes whether every act can be done by the persons
 * named, and says which cannot"): moves of the lifecycles, and the acts of the permission table. Where the rules ask for
 * different persons, an act counts as covered only when for every possible author somebody else may do it.
 */
export function coverageGaps(people: readonly Person[], site: SiteKind): Gap[] {
  return dedupe([...moveGaps(people, site), ...actGaps(people, site)]);
}

/** What is missing and why. */
export interface Gap {
  readonly what: string;
  readonly why: string;
}

function moveGaps(people: readonly Person[], site: SiteKind): Gap[] {
  const gaps: Gap[] = [];
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
      if (!lifecycle.segregation.some((segregation) => segregation.move === rule.move)) continue;
      const alone = writers.filter((writer) => doers.every((doer) => doer === writer));
      for (const writer of alone)
        gaps.push({ what, why: `${writer.name}拟制的没有别人可办，而拟制、审查、批准不得为同一人` });
    }
  }
  return gaps;
}

function actGaps(people: readonly Person[], site: SiteKind): Gap[] {
  const doersOf = (act: Act) => people.filter((person) => mayAct(person.roles, act));
  const holders = (act: Act) => roles.filter((role) => roleExistsAt(role, site) && mayAct([role], act));
  const gaps: Gap[] = acts
    .filter((act) => holders(act).length > 0 && doersOf(act).length === 0)
    .map((act) => ({
      what: actNames[act],
      why: `没有人担任${holders(act)
        .map((role) => roleNames[role])
        .join('、')}`,
    }));
  for (const [first, second] of apart) {
    const [one, ...more] = doersOf(second);
    const firsts = doersOf(first);
    if (one !== undefined && more.length === 0 && firsts.length === 1 && firsts[0] === one)
      gaps.push({
        what: `${actNames[first]}与${actNames[second]}`,
        why: `只有${one.name}一人，而两者不得为同一人`,
      });
  }
  return gaps;
}

function dedupe(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.what} ${gap.why}`, gap])).values()];
}
