import { spawn } from 'node:child_process';
import type { PrinterInfo, WebContents } from 'electron';

/** A printer of this station. `makesFiles`: a virtual printer, refused unless it is registered as such (spec 3). */
export interface Printer {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly makesFiles: boolean;
}

/** Printing on this station. */
export interface Printers {
  /** Printers that the system knows. */
  list(): Promise<readonly Printer[]>;
  /**
   * Hands a finished PDF to one printer's queue, once, as it is. `onState('submitted')` tells that the queue has it;
   * that it was printed only a person can tell (spec 3, Printing). Rejects when the queue does not take it.
   */
  print(pdf: Uint8Array, printer: string, onState: (state: 'submitted') => void): Promise<void>;
}

const fileMaker = /pdf|xps|postscript file|fax|onenote|file:|cups-?pdf/i;

/** Reads what this program needs from Electron's description of a printer. */
export function describePrinter(info: PrinterInfo): Printer {
  const traits = [info.name, info.displayName, info.description, JSON.stringify(info.options)].join(' ');
  return {
    name: info.name,
    displayName: info.displayName,
    description: info.description,
    makesFiles: fileMaker.test(traits),
  };
}

/**
 * Makes the station's printing. The bytes go to the print queue by its own command, so that the very PDF that was
 * kept and shown is what is printed, and no plain copy of it is written by this program.
 */
export function createPrinters(
  contents: () => Pick<WebContents, 'getPrintersAsync'>,
  queueCommand = 'lp',
): Printers {
  return {
    list: async () => (await contents().getPrintersAsync()).map(describePrinter),
    print(pdf, printer, onState) {
      const done = Promise.withResolvers<void>();
      if (!/^[^-\s][^\s/#]*$/.test(printer)) return Promise.reject(new Error('not a printer name'));
      const command = ['-d', printer, '-n', '1', '-t', 'document', '--', '-'];
      const queue = spawn(queueCommand, command, { stdio: ['pipe', 'ignore', 'ignore'] });
      queue.on('error', done.reject);
      // A queue that refuses closes its input early; its exit code tells, not the broken pipe.
      queue.stdin.on('error', () => undefined);
      queue.on('close', (code) => {
        if (code !== 0) return done.reject(new Error(`the print queue refused (${code})`));
        onState('submitted');
        done.resolve();
      });
      queue.stdin.end(pdf);
      return done.promise;
    },
  };
}
