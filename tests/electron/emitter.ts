import { EventEmitter } from 'node:events';

/** An event that a listener can prevent, as Electron hands them out. */
export interface PreventableEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** Makes an event with the given details. */
export function preventable<Details extends object>(details: Details): Details & PreventableEvent {
  let prevented = false;
  const preventDefault = (): void => {
    prevented = true;
  };
  const event = { ...details, preventDefault };
  return Object.defineProperty(event, 'defaultPrevented', { get: () => prevented }) as Details &
    PreventableEvent;
}

/** Remembers every setting that was made through a function that has nothing to do here, so that tests can look. */
export class RecordingEmitter extends EventEmitter {
  readonly settings = new Map<string, readonly unknown[]>();

  /** Notes a call. */
  protected note(name: string, ...values: readonly unknown[]): void {
    this.settings.set(name, values);
  }
}
