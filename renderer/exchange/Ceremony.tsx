import { type ReactNode, useState } from 'react';
import { ActFoot } from '../parts/ActFoot.tsx';
import type { SecondPerson } from '../parts/dialogs.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { useMay, useSession } from '../shell/session.tsx';

/** A numbered part of a ceremony. */
export interface CeremonyPart {
  readonly title: string;
  readonly body: ReactNode;
}

/** An act of trust by two posts: its parts in their order, the second person last, one button. */
export function Ceremony(props: {
  title: string;
  under: string;
  parts: readonly CeremonyPart[];
  /** What came of it, above everything else. */
  result?: ReactNode;
  firstDoes: string;
  secondDoes: string;
  act: string;
  /** What is still missing before the second person's part; null when nothing is. */
  missing: string | null;
  /** Does it with the second person's words; a failure is shown here. */
  onAct: (second: SecondPerson) => Promise<void>;
  onLeave: () => void;
}) {
  const { person } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const blocked = props.missing ?? secondProblem(second, person.login);
  const act = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    props
      .onAct(second)
      .then(() => setSecond(nobody), problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <PageHeader title={props.title} under={props.under} />
      <form
        className="page-body"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event)}
      >
        {props.result !== undefined && props.result !== null && (
          <section className="section">{props.result}</section>
        )}
        {props.parts.map((part, at) => (
          <section key={part.title} className="section">
            <h2>
              {at + 1}　{part.title}
            </h2>
            {part.body}
          </section>
        ))}
        <section className="section">
          <h2>{props.parts.length + 1}　两人确认</h2>
          <TwoPersons
            firstDoes={props.firstDoes}
            post={may.hold('systemAdmin') ? 'securityAdmin' : 'systemAdmin'}
            secondDoes={props.secondDoes}
            value={second}
            onChange={setSecond}
          />
        </section>
      </form>
      <ActFoot act={props.act} blocked={blocked} busy={busy} onAct={act} onBack={props.onLeave} />
    </>
  );
}
