import { EngineError } from '../../errors';
import { nothingKnown } from '../../lint/table-catalog';
import type { CommandPorts } from '../command';
import { planBackup } from './plan-backup';
import { type Answer, derive, type FurtherFacts, type Kind, type Known, type Question, type Want } from './questions';

/** How each question is answered. */
export type Readers = { readonly [K in Kind]: (question: Question<K>) => Promise<Answer<K>> };

/** What answers from the ports of a command; a command's own examination is its own. */
export function readersOf(ports: CommandPorts, examine: Readers['examination'] = async () => []): Readers {
  const { store } = ports;
  return {
    'stored-text': ({ id, direction }) => store.readStoredScript(id, direction),
    'other-scripts': () => store.readOtherScripts(),
    requirement: async ({ project, version, where }) =>
      (where === 'anywhere' && (await store.isApplied(project, version))) ||
      ((await ports.isAppliedElsewhere?.(project, version)) ?? false),
    'requirement-elsewhere': async ({ project, version }) => {
      try {
        return { met: (await ports.isAppliedElsewhere?.(project, version)) ?? false };
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { unknown: `${error.code}: ${error.message}` };
      }
    },
    'planned-first': async (options) => (await ports.plannedFirst?.(options)) ?? (() => false),
    'dependents-elsewhere': async (undone) => (await ports.dependentsElsewhere?.(undone)) ?? { known: [], unknown: [] },
    adoption: async (question) => (await ports.adoption?.(question)) ?? { present: [], histories: [] },
    tables: async (lookups) => (await ports.tables?.(lookups)) ?? nothingKnown,
    'keeps-session': () => store.keepsSession(),
    contents: () => store.readContents(),
    backup: () => planBackup(ports),
    'started-outcome': ({ text, statement }) => store.outcomeOf(text, statement),
    'project-known': ({ name }) => isProject(name, ports),
    examination: examine,
  };
}

/** Makes something, and reads what it lacks until it lacks nothing: mostly at once. */
export async function deriveWith<T>(
  further: FurtherFacts,
  readers: Readers,
  make: (known: Known) => T,
): Promise<{ readonly value: T; readonly further: FurtherFacts }> {
  for (let known = further; ; ) {
    const { value, wants } = derive(known, make);
    if (wants.length === 0) return { value, further: known };
    for (const want of wants) known = withAnswer(known, want, await answer(want, readers));
  }
}

function answer<K extends Kind>({ kind, question }: Want<K>, readers: Readers): Promise<Answer<K>> {
  const read: Readers[K] = readers[kind];
  return read(question);
}

function withAnswer<K extends Kind>(further: FurtherFacts, { kind, key }: Want<K>, given: Answer<K>): FurtherFacts {
  return { ...further, [kind]: new Map([...(further[kind] ?? []), [key, { answer: given }]]) };
}

/** One whose config is gone or broken is none. */
async function isProject(name: string, { projectSettings }: CommandPorts): Promise<boolean> {
  try {
    return (await projectSettings?.(name)) !== undefined;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return false;
  }
}
