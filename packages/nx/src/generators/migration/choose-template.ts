import {
  type AddConstraintView,
  assertNever,
  deriveAddColumn,
  deriveAddConstraint,
  deriveAddIndex,
  deriveBackfill,
  type WantedNames,
} from '@pgrestify/engine/scaffold';
import type { MigrationGeneratorOptions } from './options';

/** A folder of `files/` and what its templates show. */
export interface ChosenTemplate {
  readonly template: string;
  readonly view: object;
  /** What must not be there yet. */
  readonly wanted: WantedNames;
}

/** The templates of the kind, and their view-model. Throws when an option is missing or not one of the kind's. */
export function chooseTemplate(options: MigrationGeneratorOptions): ChosenTemplate {
  const kind = options.kind ?? 'empty';
  refuseForeignOptions(options, kind);
  switch (kind) {
    case 'empty':
      return { template: 'empty', view: {}, wanted: {} };
    case 'add-column': {
      const view = deriveAddColumn(required(options, kind, 'table', 'column'));
      return { template: kind, view, wanted: { column: { on: view.table, name: view.column } } };
    }
    case 'add-index': {
      const view = deriveAddIndex(required(options, kind, 'table', 'column'));
      return { template: kind, view, wanted: { indexes: [view.index] } };
    }
    case 'add-constraint': {
      const view = deriveAddConstraint({ ...options, ...required(options, kind, 'table') });
      return { template: `add-${view.kind}`, view, wanted: namesOfConstraint(view) };
    }
    case 'backfill': {
      const words = required(options, kind, 'table', 'column', 'value');
      const batches = options.batches === undefined ? {} : { batches: options.batches };
      return { template: kind, view: deriveBackfill({ ...words, ...batches }), wanted: {} };
    }
    default:
      return assertNever(kind);
  }
}

/** A unique constraint has its name from an index, which is among the tables; a foreign key brings one along. */
function namesOfConstraint(view: AddConstraintView): WantedNames {
  switch (view.kind) {
    case 'check':
      return { constraint: { on: view.table, name: view.name } };
    case 'foreign-key':
      return { constraint: { on: view.table, name: view.name }, indexes: [view.index] };
    case 'unique':
      return { constraint: { on: view.table, name: view.name }, indexes: [view.name] };
    case 'not-null':
      return { constraint: { on: view.table, name: view.check } };
    default:
      return assertNever(view);
  }
}

type Kind = NonNullable<MigrationGeneratorOptions['kind']>;
type Word = 'table' | 'column' | 'constraint' | 'check' | 'references' | 'value' | 'batches';

const wordsOfKind: Readonly<Record<Kind, readonly Word[]>> = {
  empty: [],
  'add-column': ['table', 'column'],
  'add-index': ['table', 'column'],
  'add-constraint': ['table', 'column', 'constraint', 'check', 'references'],
  backfill: ['table', 'column', 'value', 'batches'],
};

function refuseForeignOptions(options: MigrationGeneratorOptions, kind: Kind): void {
  const allWords = new Set(Object.values(wordsOfKind).flat());
  for (const word of allWords) {
    if (options[word] === undefined || wordsOfKind[kind].includes(word)) continue;
    const kinds = Object.entries(wordsOfKind).filter(([, words]) => words.includes(word));
    throw new Error(`--${word} is not an option of --kind=${kind}, but of ${kinds.map(([name]) => name).join(', ')}.`);
  }
}

/** The words as texts: Nx hands over `--value=0` as a number. */
function required<W extends Word>(options: MigrationGeneratorOptions, kind: Kind, ...words: readonly W[]) {
  const missing = words.filter((word) => options[word] === undefined);
  if (missing.length > 0) {
    throw new Error(`--kind=${kind} needs ${missing.map((word) => `--${word}`).join(' and ')}.`);
  }
  return Object.fromEntries(words.map((word) => [word, String(options[word])])) as Record<W, string>;
}
