import { type Concept, concepts, type FaultGroup } from './concepts';
import { type Corpus, readCorpus } from './corpus';
import { otherTools, type SetTool, scoreOther } from './others';
import { runOurs } from './ours';
import { type Score, score } from './score';
import { ourRules } from './tools/our-rules';

/** A tool's scores on both parts of the corpus. */
export interface Column {
  readonly tool: 'validate' | 'validate, files alone' | SetTool['name'];
  readonly settings: string;
  readonly history: Score;
  readonly broken: Score;
}

/** What each tool found: ours first, of each other one the settings that are best for it. */
export async function compareTools(): Promise<readonly Column[]> {
  const [history, broken] = [readCorpus('history'), readCorpus('broken')];
  const ours = { history: await runOurs(history), broken: await runOurs(broken) };
  const scoreOurs = (corpus: Corpus, part: 'files' | 'all') =>
    score({ ...corpus, findings: ours[corpus.name][part], meanings: ourRules });
  return [
    ...(['all', 'files'] as const).map(
      (part): Column => ({
        tool: part === 'all' ? 'validate' : 'validate, files alone',
        settings: '',
        history: scoreOurs(history, part),
        broken: scoreOurs(broken, part),
      }),
    ),
    ...compareOthers(history, broken),
  ];
}

/** The other tools alone, which need no database. */
export function compareOthers(history: Corpus, broken: Corpus): readonly Column[] {
  const columns = otherTools.map((tool): Column => {
    const { name, settings } = tool;
    return { tool: name, settings, history: scoreOther(tool, history), broken: scoreOther(tool, broken) };
  });
  const names = [...new Set(otherTools.map(({ name }) => name))];
  return names.flatMap((name) =>
    columns
      .filter(({ tool }) => tool === name)
      .toSorted(byMerit)
      .slice(0, 1),
  );
}

/** The most found first; of those the fewest false alarms. */
function byMerit(left: Column, right: Column): number {
  return countFound(right) - countFound(left) || countFalse(left) - countFalse(right);
}

export function countFound({ history, broken }: Column): number {
  return history.found.length + broken.found.length;
}

export function countFalse({ history, broken }: Column): number {
  return history.falseAlarms.length + broken.falseAlarms.length;
}

/** What is found, and what there is, of a group of faults. */
export function countGroup({ history, broken }: Column, group: FaultGroup): { found: number; planted: number } {
  const of = (labels: Score['found']) => labels.filter(({ concept }) => groupOf(concept) === group).length;
  const found = of(history.found) + of(broken.found);
  return { found, planted: found + of(history.missed) + of(broken.missed) };
}

function groupOf(concept: Concept): FaultGroup | 'style' {
  return concepts[concept];
}
