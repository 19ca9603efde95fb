import type { Statement } from '../../sql/statements/statement';
import type { Step, StepAction } from '../plan';
import { describeMode } from './describe-mode';

/** More steps than these are counted, not listed: who confirms a plan reads what is listed. */
const maxListed = 100;

/**
 * Steps for a person who decides whether to run them: a line each, in order, with what is destructive about it. No SQL.
 * `harmless` are statements that could take something away, and find nothing.
 */
export function describeSteps(steps: readonly Step[], harmless: ReadonlySet<Statement> = new Set()): readonly string[] {
  const listed = steps.slice(0, maxListed);
  const width = String(listed.length).length;
  const idWidth = listed.reduce((longest, { id }) => Math.max(longest, id.length), 0);
  const lines = listed.map((step, index) => {
    const number = String(index + 1).padStart(width);
    if (step.change) return `${number}. ${step.change.summary}`;
    return `${number}. ${verbs[step.action].padEnd(verbWidth)}  ${step.id.padEnd(idWidth)}  ${describeHow(step, harmless)}`.trimEnd();
  });
  return steps.length > maxListed ? [...lines, `and ${steps.length - maxListed} more`] : lines;
}

/** What runs around the scripts of these steps, in their transactions: a line each. */
export function describeStepHooks(steps: readonly Step[]): readonly string[] {
  return (['beforeEach', 'afterEach'] as const).flatMap((name) => {
    const hook = steps.find(({ hooks }) => hooks?.[name])?.hooks?.[name];
    return hook ? [`${name} of each script: ${hook.script.path}`] : [];
  });
}

const verbs: Readonly<Record<StepAction, string>> = {
  up: 'apply',
  down: 'undo',
  repeat: 'run',
  'skip-down': 'keep',
  script: 'run',
  baseline: 'note',
  repair: 'mend',
  hook: 'hook',
};

const verbWidth = Math.max(...Object.values(verbs).map((verb) => verb.length));

/** What is not usual about a step: most run a file in one transaction. */
function describeHow(step: Step, harmless: ReadonlySet<Statement>): string {
  const { action, source, script, resumeAt, path } = step;
  if (action === 'skip-down') return 'not undone, stays applied';
  const mode = script && describeMode(script);
  const from = source === 'stored' ? ['from the down stored in history'] : [];
  const isDone = resumeAt > 0 && resumeAt === script?.units.length;
  const resumed = isDone
    ? ['all of it but afterEach is done']
    : resumeAt > 0
      ? [`from ${script?.reason?.kind === 'enum-value' ? 'transaction' : 'statement'} ${resumeAt + 1} on`]
      : [];
  const file = action === 'hook' ? [path] : [];
  return [...file, ...from, ...(mode === undefined ? [] : [mode]), ...resumed, ...describeLosses(step, harmless)].join(
    ', ',
  );
}

/** What the step can lose, by the first words of its statements; a down undoes what an up made. */
function describeLosses({ action, file, script }: Step, harmless: ReadonlySet<Statement>): readonly string[] {
  const isTestData = file?.kind === 'repeatable' && file.phase === 'test-data';
  const statements = (script?.statements ?? []).filter((statement) => !harmless.has(statement));
  const losses = new Set(statements.flatMap(({ words }) => describeLoss(words)));
  return [
    ...(action === 'down' ? ['DESTRUCTIVE: undoes what was applied'] : []),
    ...(isTestData ? ['test data'] : []),
    ...(losses.size > 0 ? [`DESTRUCTIVE: ${[...losses].join(', ')}`] : []),
  ];
}

/** Whether a step has a statement that takes something away, if it is there. */
export function mayLose({ script }: Step): boolean {
  return (script?.statements ?? []).some(({ words }) => describeLoss(words).length > 0);
}

function describeLoss([first, ...rest]: readonly string[]): readonly string[] {
  switch (first) {
    case 'TRUNCATE':
    case 'DELETE':
      return [first];
    case 'DROP':
      return [['DROP', rest[0]].join(' ')];
    case 'ALTER': {
      const dropped = rest.indexOf('DROP');
      const isColumn = rest[0] === 'TABLE' && dropped > 0 && !keptDrops.has(rest[dropped + 1] ?? '');
      return isColumn && !rest.slice(0, dropped).includes('ALTER') ? ['DROP COLUMN'] : [];
    }
    default:
      return [];
  }
}

/** What ALTER TABLE … DROP takes away without losing data. */
const keptDrops: ReadonlySet<string> = new Set(['CONSTRAINT', 'DEFAULT', 'NOT', 'IDENTITY', 'EXPRESSION']);
