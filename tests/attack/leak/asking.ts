import { Connection } from '../../../main/database/driver.ts';
import type { CallInput, CallOutput, ProcedurePath } from '../../../shared/contract/contract.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { mayCall, visibleTo } from './oracle.ts';
import type { Random } from './random.ts';
import type { PlainPerson, PlainRecord, World } from './world.ts';

/** What a person sees of a call: its answer, or the data of its error. */
export type Told<P extends ProcedurePath> = { readonly value: CallOutput<P> } | { readonly error: ErrorData };

/** Somebody who is logged in and asks, and what the oracle says that person may see at this moment. */
export interface Asking {
  readonly world: World;
  readonly random: Random;
  readonly person: PlainPerson;
  readonly at: Date;
  readonly visible: readonly PlainRecord[];
  /** One call through the gate, from the page's own frame. */
  ask<P extends ProcedurePath>(path: P, input: CallInput<P>): Promise<Told<P>>;
  /** The same, with the statements that the database was given: hidden and missing must cost the same work. */
  askTraced<P extends ProcedurePath>(
    path: P,
    input: CallInput<P>,
  ): Promise<{ told: Told<P>; statements: readonly string[] }>;
  /** Calls made so far. */
  readonly calls: () => number;
}

/** What a question answered and what it should have; a difference is a leak or a loss. */
export interface Outcome {
  readonly got: unknown;
  readonly expected: unknown;
}

/** A kind of question. */
export type Question = (asking: Asking) => Promise<Outcome>;

/** A question that only those may ask whose roles permit the procedure; everybody else is refused. */
export function permitted(path: ProcedurePath, question: Question): Question {
  return async (asking) => {
    if (mayCall(asking.person, asking.at, path)) return await question(asking);
    const told = await asking.ask(path, undefined as never);
    return {
      got: 'error' in told ? told.error.code : told.value,
      expected: 'gate.forbidden',
    };
  };
}

/** Logs somebody in at a moment. The site's clock stands still until the next. */
export async function askingAt(world: World, random: Random, person: PlainPerson, at: Date): Promise<Asking> {
  const { site, clock } = world;
  if (at < clock.now) throw new Error('time does not go back');
  clock.now = at;
  await site.as(person.login);
  // The first call of a log-in, or of a day, reads the person's roles anew.
  await site.call('session.settings');
  let calls = 0;
  const ask = async <P extends ProcedurePath>(path: P, input: CallInput<P>): Promise<Told<P>> => {
    calls += 1;
    const answer = await site.app.gate.call(path, input, { frame: 'own' });
    if (answer.ok) return { value: answer.value as CallOutput<P> };
    if (answer.error.code === 'internal' || answer.error.code === 'gate.bad-input')
      throw new Error(`${path} ${JSON.stringify(answer.error)}`);
    return { error: answer.error };
  };
  return {
    world,
    random,
    person,
    at,
    visible: visibleTo(world, person, at),
    ask,
    askTraced: async (path, input) => {
      const seen = traced.length;
      const told = await ask(path, input);
      return { told, statements: traced.slice(seen).filter((sql) => !ofTheSite.test(sql)) };
    },
    calls: () => calls,
  };
}

/** The value of an answer, or undefined. */
export function shownBy<P extends ProcedurePath>(told: Told<P>): CallOutput<P> | undefined {
  return 'value' in told ? told.value : undefined;
}

const traced: string[] = [];
/** What hangs on the call before: a head is signed at every five-hundredth audit row, and read anew after a refusal. */
const ofTheSite = /audit_heads|"site_keys"|from "audit(_pages)?" order by/;
const run = Connection.prototype.run;
Connection.prototype.run = async function (sql, parameters) {
  traced.push(sql);
  return await run.call(this, sql, parameters);
};
