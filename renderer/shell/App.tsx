import { useEffect } from 'react';
import { ChangePassword } from '../session/ChangePassword.tsx';
import { FirstRun } from '../session/FirstRun.tsx';
import { LockScreen } from '../session/LockScreen.tsx';
import { ScreenGuard } from './ScreenGuard.tsx';
import { Shell } from './Shell.tsx';
import { SessionProvider, useSessionState } from './session.tsx';
import { SettingsProvider } from './settings.tsx';

/** Chooses by the program's state: first run, lock screen, forced password change, or the shell. */
export function App() {
  return (
    <ScreenGuard>
      <Phase />
    </ScreenGuard>
  );
}

function Phase() {
  const state = useSessionState();
  const phase = state.data?.phase;
  useEffect(() => {
    if (phase !== undefined) document.documentElement.dataset.phase = phase;
  }, [phase]);
  if (state.isError) throw state.error;
  if (state.data === undefined) return null;
  switch (state.data.phase) {
    case 'firstRun':
      return <FirstRun />;
    case 'locked':
      return <LockScreen reason={state.data.reason} />;
    case 'unlocked':
      return (
        <SessionProvider session={state.data}>
          {state.data.mustChangePassword ? (
            <ChangePassword />
          ) : (
            <SettingsProvider>
              <Shell />
            </SettingsProvider>
          )}
        </SessionProvider>
      );
  }
}
