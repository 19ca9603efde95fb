import type { MigrationEvent, Reporter } from '../../events';
import type { ProjectsShown } from '../name-project';
import { passingLines } from '../passing-lines';
import { describeBeside } from '../text';
import { type Activity, nextActivity } from './activity';
import { describeActivity } from './describe-activity';
import { fitLine } from './fit-line';

/** A terminal on which a line can be written over. */
export interface TerminalReporterOptions {
  readonly write: (text: string) => void;
  /** Its width now: a person may change it. */
  readonly columns: () => number;
  readonly shown: ProjectsShown;
  /** Takes the secrets out of a text. Done before the line is cut, so that no half of one is left. */
  readonly redact: (text: string) => string;
  readonly now: () => Date;
  /** Calls that twice a second, until what it answers is called. */
  readonly repeat: (tick: () => void) => () => void;
}

/** Events at a terminal: lines as everywhere, and under them one line that is written over, about what goes on. */
export interface TerminalReporter extends Reporter {
  /** Writes something else; the line makes room for it. */
  write(text: string): void;
  /** Takes the line away, for good. */
  close(): void;
}

/** Something is only worth the line when it lasts. */
const shownAfterMs = 1_000;

/** To the beginning of the line, and nothing on it. */
const erase = '\r\u001b[K';

/** See `TerminalReporter`. */
export function terminalReporter({
  write,
  columns,
  shown,
  redact,
  now,
  repeat,
}: TerminalReporterOptions): TerminalReporter {
  const isNews = passingLines('shown-elsewhere');
  let activity: Activity | undefined;
  let drawn = '';
  let stop: (() => void) | undefined;
  const show = (line: string) => {
    if (line === drawn) return;
    write(`${drawn === '' ? '' : erase}${line}`);
    drawn = line;
  };
  const draw = () => {
    const at = now();
    const isLong = activity !== undefined && at.getTime() - activity.since.getTime() >= shownAfterMs;
    show(activity && isLong ? lineOf(activity, at) : '');
  };
  const lineOf = (going: Activity, at: Date): string => {
    const { word, name, facts, detail } = describeActivity(going, at);
    const parts = { word, name: redact(name), facts, detail: redact(detail) };
    // The last column is left free: some terminals wrap once it is written.
    return fitLine(parts, columns() - 1);
  };
  const writeOver = (text: string) => {
    show('');
    write(text);
  };
  return {
    report: (event: MigrationEvent) => {
      activity = nextActivity(activity, event);
      const text = isShownOnLine(event) || !isNews(event) ? undefined : describeBeside(shown, event);
      if (text !== undefined) writeOver(`${text}\n`);
      if (activity && !stop) stop = repeat(draw);
      draw();
    },
    write: writeOver,
    close: () => {
      activity = undefined;
      stop?.();
      show('');
    },
  };
}

/** What only moves the line on. */
function isShownOnLine({ type }: MigrationEvent): boolean {
  return type === 'statement-finished' || type === 'step-progress' || type === 'transfer-progress';
}
