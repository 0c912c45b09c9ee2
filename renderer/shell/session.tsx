import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import type { SessionState } from '../../shared/contract/session.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { Act } from '../../shared/policy/acts.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { api, queryClient } from '../client.ts';

/** State of an unlocked program. */
export type UnlockedSession = Extract<SessionState, { phase: 'unlocked' }>;

const SessionContext = createContext<UnlockedSession | null>(null);

/** Hands the unlocked state to all screens. */
export function SessionProvider(props: { session: UnlockedSession; children: ReactNode }) {
  return <SessionContext value={props.session}>{props.children}</SessionContext>;
}

/** Site, person and date of the unlocked session. Throws outside the shell. */
export function useSession(): UnlockedSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session around this screen');
  return session;
}

/** Questions about the person's rights, for showing or explaining controls; the gate decides in any case. */
export function useMay(): {
  act: (act: Act) => boolean;
  write: (kind: RecordKind) => boolean;
  read: (kind: RecordKind) => boolean;
  hold: (role: Role) => boolean;
} {
  const { person } = useSession();
  return {
    act: (act) => person.acts.includes(act),
    write: (kind) => person.writes.includes(kind),
    read: (kind) => person.reads.includes(kind),
    hold: (role) => person.roles.includes(role),
  };
}

/** The program's state, asked again after every act that may change the phase. */
export function useSessionState() {
  return useQuery(api.session.state.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
}

/** Takes over a new state (after log-in) or asks for it (after first run, password change). */
export async function enterSession(state?: SessionState): Promise<void> {
  if (state === undefined) {
    await queryClient.invalidateQueries({ queryKey: api.session.key() });
    return;
  }
  queryClient.setQueryData(api.session.state.queryKey(), state);
}
