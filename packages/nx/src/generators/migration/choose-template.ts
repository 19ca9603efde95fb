import {
  assertNever,
  deriveAddColumn,
  deriveAddConstraint,
  deriveAddIndex,
  deriveBackfill,
} from '@pgrestify/engine/scaffold';
import type { MigrationGeneratorOptions } from './generator';

/** A folder of `files/` and what its templates show. */
export interface ChosenTemplate {
  readonly template: string;
  readonly view: object;
}

/** The templates of the kind, and their view-model. Throws when an option is missing or not one of the kind's. */
export function chooseTemplate(options: MigrationGeneratorOptions): ChosenTemplate {
  const kind = options.kind ?? 'empty';
  refuseForeignOptions(options, kind);
  switch (kind) {
    case 'empty':
      return { template: 'empty', view: {} };
    case 'add-column':
      return { template: kind, view: deriveAddColumn(required(options, kind, 'table', 'column')) };
    case 'add-index':
      return { template: kind, view: deriveAddIndex(required(options, kind, 'table', 'column')) };
    case 'add-constraint': {
      const view = deriveAddConstraint({ ...options, ...required(options, kind, 'table') });
      return { template: `add-${view.kind}`, view };
    }
    case 'backfill': {
      const words = required(options, kind, 'table', 'column', 'value');
      const batches = options.batches === undefined ? {} : { batches: options.batches };
      return { template: kind, view: deriveBackfill({ ...words, ...batches }) };
    }
    default:
      return assertNever(kind);
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
