import type { ComponentType } from 'react';
import type { UnlockedSession } from './session.tsx';

/** What a screen is opened with: plain text by name, so that a tab survives a restart. */
export type ScreenParams = Readonly<Record<string, string>>;
/** Props of every screen. */
export interface ScreenProps {
  readonly params: ScreenParams;
}

/** A paragraph of the F1 help: what to do here and which clause asks for it. */
export interface HelpLine {
  readonly clause: string;
  readonly text: string;
}

/** A screen that a tab can show. */
export interface Screen {
  /** Stable name, kept in saved tabs. */
  readonly key: string;
  readonly title: string;
  readonly component: ComponentType<ScreenProps>;
  /** Place in the navigation; screens without it are opened from other screens. */
  readonly navigation?: {
    readonly order: number;
    /** Whether this person uses the area. */
    readonly shows: (session: UnlockedSession) => boolean;
  };
  readonly help: readonly HelpLine[];
}
