import type { ReactNode } from 'react';
import { posts, type Role } from '../../../shared/policy/roles.ts';
import { queryClient } from '../../client.ts';
import type { SecondPerson } from '../../parts/dialogs.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { TwoPersons } from '../../parts/TwoPersons.tsx';
import { useSession } from '../../shell/session.tsx';

/** Reads the state of the keys anew after an act. */
export async function refreshKeys(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [['keys']] });
}

/** One act on keys: its form, the second person of the other post, and its button, which stays in sight. */
export function KeyActPane(props: {
  title: string;
  secondDoes: string;
  second: SecondPerson;
  onSecond: (second: SecondPerson) => void;
  act: ReactNode;
  onBack: () => void;
  /** While the act runs nothing of its form can be changed. */
  running?: ReactNode;
  children: ReactNode;
}) {
  const { person } = useSession();
  const own = person.roles.find((role) => (posts as readonly Role[]).includes(role));
  return (
    <>
      <div className="page-body">
        <section className="section act-form">
          <h2>{props.title}</h2>
          {props.running ?? (
            <>
              {props.children}
              <TwoPersons
                firstDoes="提出并办理。"
                post={own === 'systemAdmin' ? 'securityAdmin' : 'systemAdmin'}
                secondDoes={props.secondDoes}
                value={props.second}
                onChange={props.onSecond}
              />
            </>
          )}
        </section>
      </div>
      <div className="page-foot">
        {props.running === undefined && <KeyButton label="返回" keyName="back" onAct={props.onBack} />}
        {props.act}
      </div>
    </>
  );
}
