import fc from 'fast-check';
import { type Action, type Command, migrationIds } from './action';

const maybe = (weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const edition = fc.nat({ max: 2 });
const second = fc.oneof({ weight: 5, arbitrary: edition }, { weight: 1, arbitrary: fc.constant('broken' as const) });
const down = fc.oneof(
  { weight: 5, arbitrary: edition },
  { weight: 1, arbitrary: fc.constantFrom('none' as const, 'broken' as const) },
);
const id = fc.constantFrom(...migrationIds);
const to = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('0', '1', '2', '003', '9') },
  { weight: 2, arbitrary: fc.oneof(id, fc.constantFrom('add-x', 'add-y')) },
  { weight: 1, arbitrary: fc.constant('add-z') },
);
const at = fc.nat({ max: 99 });

/** Options that are set, so that a failing sequence is short to read. */
function given<T extends object>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value)) as Partial<T>;
}

const migrateOptions = fc
  .record({
    to: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: to }),
    outOfOrder: maybe(2),
    includeTestData: maybe(1),
    force: rarely,
  })
  .map(({ to, ...flags }) => ({ ...(to !== undefined && { to }), ...given(flags) }));

/** Whatever the plan is after it, and also when nothing is left to run. */
const resetOptions = fc.constantFrom({ reset: true, confirm: true }, { reset: true, confirm: true, to: '2' });

const rollbackOptions = fc
  .tuple(
    fc.oneof(
      fc.record({ steps: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ to }),
      fc.constantFrom({}, { lastRun: true }, { missing: true }),
    ),
    rarely,
  )
  .map(([what, allowIrreversible]) => ({ ...what, ...(allowIrreversible && { allowIrreversible }) }));

const repairOptions = fc.oneof(
  fc.constantFrom({}, { checksums: true }, { missing: true }, { failed: true }),
  fc.record({ id, as: fc.constantFrom('applied' as const, 'pending' as const) }),
);

/** What changes history alone, confirmed. */
const rewriting: fc.Arbitrary<Command> = fc.oneof(
  repairOptions.map((options) => ({ do: 'repair' as const, options: { ...options, confirm: true } })),
  to.map((baseline) => ({ do: 'migrate' as const, options: { baseline, confirm: true } })),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('migrate' as const), options: migrateOptions }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rollback' as const), options: rollbackOptions }) },
  { weight: 2, arbitrary: rewriting },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('migrate' as const), options: resetOptions }) },
);

const add = fc.record({
  do: fc.constant('add' as const),
  id,
  mode: fc.constantFrom('one transaction' as const, 'one each' as const),
  first: fc.constant(0),
  second,
  down,
});

/** One that has something to do more often than not, so that there is something to break. */
const busyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.constant({ do: 'migrate' as const, options: { outOfOrder: true } }),
  fc.record({ do: fc.constant('rollback' as const), options: fc.constantFrom({ steps: 3 }, { to: '0' }) }),
);

const edit = fc.oneof(fc.record({ second }), fc.record({ down }), fc.record({ first: edition }));

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: command },
  { weight: 4, arbitrary: add },
  { weight: 2, arbitrary: fc.tuple(at, edit).map(([at, part]) => ({ do: 'edit' as const, at, ...part })) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('restore' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), at, to: id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('repeatable' as const),
      when: fc.constantFrom('before' as const, 'after' as const, 'testData' as const),
      edition: fc.constantFrom(0, 1, 2, 'broken' as const, 'gone' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      command: fc.oneof({ weight: 2, arbitrary: busyCommand }, { weight: 1, arbitrary: command }),
      how: fc.constantFrom('cut-before' as const, 'cut-after' as const, 'lock-lost' as const, 'cancel' as const),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('two runners' as const), options: migrateOptions }) },
);

/** A few migrations, and up to so many actions, which shrink to fewer. */
export function anyActions(maxLength: number): fc.Arbitrary<readonly Action[]> {
  const length = { maxLength, size: 'max' } as const;
  return fc.tuple(fc.array(add, { maxLength: 5 }), fc.array(action, length)).map((parts) => parts.flat());
}
