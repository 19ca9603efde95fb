import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

/** A terminal that can be looked at. */
export interface Tmux {
  /** What is on it now, without the empty lines at its end. */
  screen(): string;
  /** Looks on until the screen is like that, and answers it. */
  until(pattern: RegExp): Promise<string>;
  /** Presses a key, by the name that tmux has for it. */
  press(key: string): void;
  close(): void;
}

/** What runs in it. */
export interface TmuxOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  readonly rows?: number;
}

/** Runs a program in a terminal of tmux, on a server of its own; the terminal stays when the program has ended. */
export function openTmux({ argv, cwd, env, columns, rows = 40 }: TmuxOptions): Tmux {
  const name = `captures-${process.pid}-${columns}-${Date.now()}`;
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...args], { cwd, env, encoding: 'utf8' });
  const program = argv.map((word) => `'${word}'`).join(' ');
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux('new-session', '-d', ...size, '-s', 'capture', `${program}; echo "exit code $?"; sleep 86400`);
  const screen = () => tmux('capture-pane', '-p', '-t', 'capture').trimEnd();
  return {
    screen,
    until: async (pattern) => {
      const seen = new Set<string>();
      for (;;) {
        const now = screen();
        if (pattern.test(now)) return now;
        seen.add(now.split('\n').at(-1) ?? '');
        if (/^exit code/m.test(now)) {
          throw new Error(`The terminal never said ${pattern}:\n${now}\nThe last lines were\n${[...seen].join('\n')}`);
        }
        await setTimeout(100);
      }
    },
    press: (key) => tmux('send-keys', '-t', 'capture', key),
    close: () => tmux('kill-server'),
  };
}
