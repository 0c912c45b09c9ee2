import { EventEmitter } from 'node:events';

/** An answer that a test prepared for the next file dialog. */
export interface DialogAnswer {
  readonly canceled: boolean;
  readonly paths: readonly string[];
}

/** What a test sets and the program then finds in the system around it. */
export const state = {
  /** Seconds since the person last touched mouse or keyboard. */
  idleSeconds: 0,
  /** Answers of the next file dialogs, in order; a dialog without a prepared answer is cancelled. */
  dialogAnswers: [] as DialogAnswer[],
  /** Text on the clipboard. */
  clipboardText: '',
  /** Printers of the system, in the shape of Electron's `PrinterInfo`. */
  printers: [] as { name: string; displayName: string; description: string; options: object }[],
  /** Messages that were shown to the person outside the page. */
  messages: [] as string[],
};

/** Power events of the system: a test emits them, the program listens. */
export const power = new EventEmitter();
