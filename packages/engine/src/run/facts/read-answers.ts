import { EngineError } from '../../errors';
import { nothingKnown } from '../../lint/table-catalog';
import type { CommandPorts } from '../command';
import { planBackup } from './plan-backup';
import { type Answer, derive, type FurtherFacts, type Kind, type Known, type Question, type Want } from './questions';

/** How questions are answered, all of a kind at once. */
export type Readers = {
  readonly [K in Kind]: (questions: readonly Question<K>[]) => Promise<readonly Answer<K>[]>;
};

/** A command's own examination of what it plans. */
export type Examine = (question: Question<'examination'>) => Promise<Answer<'examination'>>;

/** What answers from the ports of a command. */
export function readersOf(ports: CommandPorts, examine: Examine = async () => []): Readers {
  const { store } = ports;
  return {
    'stored-text': (scripts) => store.readStoredScripts(scripts),
    'other-scripts': each(() => store.readOtherScripts()),
    requirement: each(
      async ({ project, version, where }) =>
        (where === 'anywhere' && (await store.isApplied(project, version))) ||
        ((await ports.isAppliedElsewhere?.(project, version)) ?? false),
    ),
    'requirement-elsewhere': each(async ({ project, version }) => {
      try {
        return { met: (await ports.isAppliedElsewhere?.(project, version)) ?? false };
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { unknown: `${error.code}: ${error.message}` };
      }
    }),
    'planned-first': each(async (options) => (await ports.plannedFirst?.(options)) ?? (() => false)),
    'dependents-elsewhere': each(
      async (undone) => (await ports.dependentsElsewhere?.(undone)) ?? { known: [], unknown: [] },
    ),
    adoption: each(async (question) => (await ports.adoption?.(question)) ?? { present: [], histories: [] }),
    tables: each(async (lookups) => (await ports.tables?.(lookups)) ?? nothingKnown),
    'keeps-session': each(() => store.keepsSession()),
    contents: each(() => store.readContents()),
    backup: each(() => planBackup(ports)),
    'started-outcome': each(({ text, statement }) => store.outcomeOf(text, statement)),
    'project-known': each(({ name }) => isProject(name, ports)),
    examination: each(examine),
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
    for (const kind of new Set(wants.map((want) => want.kind))) {
      known = await withAnswers(known, kind, wants.filter(isOf(kind)), readers);
    }
  }
}

function isOf<K extends Kind>(kind: K): (want: Want) => want is Want<K> {
  return (want): want is Want<K> => want.kind === kind;
}

async function withAnswers<K extends Kind>(
  further: FurtherFacts,
  kind: K,
  wants: readonly Want<K>[],
  readers: Readers,
): Promise<FurtherFacts> {
  const read: Readers[K] = readers[kind];
  const answers = await read(wants.map(({ question }) => question));
  const given = answers.map((answer, index) => [wants[index]?.key ?? '', { answer }] as const);
  return { ...further, [kind]: new Map([...(further[kind] ?? []), ...given]) };
}

/** For questions of which there is seldom more than one: one after the other. */
function each<Q, A>(read: (question: Q) => Promise<A>): (questions: readonly Q[]) => Promise<readonly A[]> {
  return async (questions) => {
    const answers: A[] = [];
    for (const question of questions) answers.push(await read(question));
    return answers;
  };
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
