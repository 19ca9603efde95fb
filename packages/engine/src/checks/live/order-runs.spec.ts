import type { AppliedScript } from './live-database';
import { orderRuns } from './order-runs';

function applied(id: string, kind: AppliedScript['kind'], firstRun: number, lastRun = firstRun): AppliedScript {
  return { project: 'api', id, kind, checksum: '', baselined: false, firstRun, lastRun };
}

it.each([
  [
    'migrations as they were applied',
    [applied('b', 'versioned', 2), applied('a', 'versioned', 1)],
    ['a last', 'b last'],
  ],
  [
    'a migration that was undone and applied again at its last place alone',
    [applied('a', 'versioned', 1, 3), applied('b', 'versioned', 2)],
    ['b last', 'a last'],
  ],
  [
    'a repeatable script when it first and when it last ran',
    [applied('r', 'repeatable', 1, 3), applied('a', 'versioned', 2)],
    ['r first', 'a last', 'r last'],
  ],
  [
    'repeatable scripts that first ran after a baseline ahead of it, too, in their order',
    [
      { ...applied('a', 'versioned', 1), baselined: true },
      { ...applied('b', 'versioned', 2), baselined: true },
      applied('s', 'repeatable', 4),
      applied('r', 'repeatable', 3, 5),
    ],
    ['r first', 's first', 'a last', 'b last', 'r first', 's last', 'r last'],
  ],
  [
    'those of a project without a baseline when they ran',
    [
      { ...applied('a', 'versioned', 1), baselined: true },
      { ...applied('r', 'repeatable', 2), project: 'shop' },
    ],
    ['a last', 'r last'],
  ],
  ['a repeatable script that ran once, once', [applied('r', 'repeatable', 1)], ['r last']],
])('orders %s', (_name, scripts, expected) => {
  expect(orderRuns(scripts).map(({ script, turn }) => `${script.id} ${turn}`)).toEqual(expected);
});
