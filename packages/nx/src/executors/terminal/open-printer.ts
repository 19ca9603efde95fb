import type { ProjectsShown, Reporter } from '@pgrestify/engine';
import type { Engine } from '../../load-engine';
import type { SharedOptions } from '../command';
import type { Screen } from './open-screen';

/** Prints what a command says. */
export interface Printer {
  readonly reporter: Reporter;
  /** Prints what is no event. */
  readonly write: (text: string) => void;
  /** Whether it shows how far long work is, so that the engine is to ask. */
  readonly progress: 'watched' | 'unwatched';
  /** Takes away what is only shown while the command runs. */
  close(): void;
}

/** What a printer prints on. */
export interface PrinterOutput {
  readonly write: (text: string) => void;
  readonly redact: (text: string) => string;
  readonly shown: ProjectsShown;
  readonly screen: Screen | undefined;
}

/** JSON, lines, or lines with one under them that is written over: as the options and the output ask for it. */
export function openPrinter(
  engine: Engine,
  { json, progress }: Pick<SharedOptions, 'json' | 'progress'>,
  { write, redact, shown, screen }: PrinterOutput,
): Printer {
  const plain = { write, close: () => {} };
  if (json) return { ...plain, reporter: engine.jsonReporter(write), progress: 'unwatched' };
  if (!screen || progress === false) {
    return { ...plain, reporter: engine.textReporter(write, shown), progress: progress ? 'watched' : 'unwatched' };
  }
  const reporter = engine.openTerminalReporter({ write, redact, shown, columns: screen.columns });
  return { reporter, write: (text) => reporter.write(text), progress: 'watched', close: () => reporter.close() };
}
