import { app } from './app.ts';
import type { DialogAnswer } from './state.ts';
import { power, state } from './state.ts';

/** What a test that started the program as a child process can do to the system around it. */
export type ControlMessage =
  | { readonly kind: 'power'; readonly event: 'lock-screen' | 'suspend' | 'resume' | 'shutdown' }
  | { readonly kind: 'idle'; readonly seconds: number }
  | { readonly kind: 'dialog'; readonly answer: DialogAnswer }
  | { readonly kind: 'printers'; readonly printers: typeof state.printers }
  | { readonly kind: 'look' }
  | { readonly kind: 'quit' };

/** What the program's process tells the test: that a message was carried out, with the state then. */
export interface ControlReply {
  readonly number: number;
  readonly clipboardText: string;
  readonly messages: readonly string[];
}

/** Listens to the test that started this process. Vitest's own workers speak another language and are let pass. */
export function listenToTest(): void {
  process.on('message', (sent: { standIn?: ControlMessage; number?: number }) => {
    if (sent.standIn === undefined || sent.number === undefined) return;
    carryOut(sent.standIn);
    const reply: ControlReply = {
      number: sent.number,
      clipboardText: state.clipboardText,
      messages: state.messages,
    };
    process.send?.({ standInReply: reply });
  });
}

function carryOut(message: ControlMessage): void {
  if (message.kind === 'power') power.emit(message.event);
  else if (message.kind === 'idle') state.idleSeconds = message.seconds;
  else if (message.kind === 'dialog') state.dialogAnswers.push(message.answer);
  else if (message.kind === 'printers') state.printers = message.printers;
  else if (message.kind === 'quit') setImmediate(() => app.quit());
}
