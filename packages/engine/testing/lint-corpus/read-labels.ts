import { type Concept, concepts } from './concepts';

/** What is said of a migration of the corpus, by hand. */
export interface Label {
  readonly id: string;
  readonly kind: 'fault' | 'waived' | 'style';
  /** Undefined: anywhere in the migration's files. */
  readonly place: { readonly script: 'up' | 'down'; readonly line: number } | undefined;
  readonly concept: Concept;
  readonly why: string;
}

/** The labels of a file of labels, and the migrations that it names, in their order. Throws for a line of no known form. */
export function readLabels(text: string): { readonly ids: readonly string[]; readonly labels: readonly Label[] } {
  const ids: string[] = [];
  const labels: Label[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const id = ids.at(-1);
    if (!line.startsWith(' ')) ids.push(line);
    else if (id === undefined) throw new Error(`A label before the first migration: ${line}`);
    else labels.push(readLabel(id, line));
  }
  return { ids, labels };
}

const form = /^ {2}(fault|waived|style) +(?:migration|(up|down)\.sql:(\d+)) +([\w-]+): (.+)$/;

function readLabel(id: string, line: string): Label {
  const [, kind, script, number, concept = '', why = ''] = form.exec(line) ?? [];
  if (!isKind(kind) || !isConcept(concept)) throw new Error(`No label: ${line}`);
  return { id, kind, place: readPlace(script, Number(number)), concept, why };
}

function readPlace(script: string | undefined, line: number): Label['place'] {
  return script === 'up' || script === 'down' ? { script, line } : undefined;
}

function isKind(word: string | undefined): word is Label['kind'] {
  return word === 'fault' || word === 'waived' || word === 'style';
}

function isConcept(word: string): word is Concept {
  return word in concepts;
}
