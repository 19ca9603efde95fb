import { assertNever } from '../errors';
import type { ParsedScript } from '../migrations/migration';
import type { Notice, Plan, Refusal, Step, StepAction } from './plan';
import { planHash } from './plan-hash';

/**
 * A plan as text, for a person who decides whether to run it: a line for each step, what should be known, whether a run
 * would be refused, and the plan's hash. No SQL.
 */
export function describePlan(plan: Plan): string {
  const { steps, refusals, notices } = plan;
  const lines = [
    ...(steps.length === 0 ? ['Nothing to do.'] : describeSteps(steps)),
    ...notices.map(describeNotice),
    ...(refusals.length === 0 ? [] : ['A run would be refused:', ...refusals.flatMap(describeRefusal)]),
    `plan ${planHash(plan)}`,
  ];
  return lines.join('\n');
}

function describeSteps(steps: readonly Step[]): readonly string[] {
  const width = String(steps.length).length;
  const idWidth = steps.reduce((longest, { id }) => Math.max(longest, id.length), 0);
  return steps.map((step, index) => {
    const number = String(index + 1).padStart(width);
    return `${number}. ${verbs[step.action].padEnd(verbWidth)}  ${step.id.padEnd(idWidth)}  ${describeHow(step)}`.trimEnd();
  });
}

const verbs: Readonly<Record<StepAction, string>> = {
  up: 'apply',
  down: 'undo',
  repeat: 'run',
  'skip-down': 'skip',
  script: 'run',
};

const verbWidth = Math.max(...Object.values(verbs).map((verb) => verb.length));

/** What is not usual about a step: most run a file in one transaction. */
function describeHow({ source, script, resumeAt }: Step): string {
  const from = source === 'stored' ? ['from the down stored in history'] : [];
  const resumed = resumeAt > 0 ? [`from statement ${resumeAt + 1} on`] : [];
  return [...from, ...(script ? describeMode(script) : []), ...resumed].join(', ');
}

function describeMode(script: ParsedScript): readonly string[] {
  switch (script.mode) {
    case 'transactional':
      return [];
    case 'batches':
      return ['in batches, in one transaction'];
    case 'statements':
      return [`outside a transaction, ${script.units.length} statement${script.units.length === 1 ? '' : 's'}`];
    case 'empty':
      return ['nothing but comments'];
    default:
      return assertNever(script.mode);
  }
}

function describeNotice({ severity, message }: Notice): string {
  return `${severity}: ${message}`;
}

function describeRefusal({ code, message, hint }: Refusal): readonly string[] {
  return [`  ${code} ${message.replaceAll('\n', '\n    ')}`, `    hint: ${hint}`];
}
