import type { Action, Command } from './action';

/** Sequences that are always played: those that failed once, and some that random ones reach too rarely. */
export const keptCases: readonly (readonly [string, readonly Action[]])[] = [
  [
    'a down that is half done keeps its text, also where none was stored',
    [
      add('001_a', { mode: 'one each', down: 'none' }),
      migrate(),
      { do: 'edit', at: 0, down: 0 },
      { do: 'crash', command: rollback(), how: 'cut-before', at: 1 },
      { do: 'delete', at: 0 },
      rollback(),
    ],
  ],
  [
    'a script that stopped part way goes on after what follows was corrected, and is undone whole',
    [
      add('001_a', { mode: 'one each', second: 'broken' }),
      migrate(),
      { do: 'edit', at: 0, first: 1 },
      migrate(),
      { do: 'edit', at: 0, first: 0, second: 1 },
      migrate(),
      rollback(),
    ],
  ],
  [
    'a rollback that stopped part way goes on with the same down, and with no other',
    [
      add('001_a', { mode: 'one each', down: 'broken' }),
      migrate(),
      rollback(),
      rollback(),
      migrate(),
      { do: 'edit', at: 0, down: 0 },
      rollback(),
      migrate(),
      { do: 'restore', at: 0 },
      rollback(),
    ],
  ],
  [
    'what --force went past is not out of order, what is older than it is',
    [
      add('2_b', { second: 'broken' }),
      add('003_a'),
      migrate({ force: true }),
      add('001_a'),
      { do: 'edit', at: 1, second: 0 },
      migrate(),
      migrate({ outOfOrder: true }),
      rollback({ lastRun: true }),
    ],
  ],
  [
    'a renamed migration is missing and pending at once, until it is undone by its stored down',
    [
      add('001_a'),
      add('2_b'),
      migrate(),
      { do: 'rename', at: 0, to: '3_b' },
      { do: 'rename', at: 0, to: '4_b' },
      migrate({ to: '3' }),
      rollback({ to: '0' }),
      { do: 'two runners', options: {} },
    ],
  ],
  [
    'migrations without a version are undone in the order of application',
    [
      add('add-x'),
      migrate(),
      add('001_a'),
      migrate(),
      add('add-y'),
      migrate(),
      rollback({ to: '1' }),
      rollback({ to: 'add-x' }),
      rollback({ to: 'add-y' }),
    ],
  ],
];

function add(id: string, content: Partial<Extract<Action, { do: 'add' }>> = {}): Action {
  return { mode: 'one transaction', first: 0, second: 0, down: 0, ...content, do: 'add', id };
}

function migrate(options: Extract<Command, { do: 'migrate' }>['options'] = {}): Command {
  return { do: 'migrate', options };
}

function rollback(options: Extract<Command, { do: 'rollback' }>['options'] = {}): Command {
  return { do: 'rollback', options };
}
