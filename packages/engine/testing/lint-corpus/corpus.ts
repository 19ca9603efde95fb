import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitStatements } from '../../src/sql/statements/split-statements';
import { locateOffset } from '../../src/sql/text/positions';
import { type Label, readLabels } from './read-labels';
import type { StatementAt } from './score';

/** Migrations with planted faults, and what is said of them. */
export interface Corpus {
  readonly name: 'history' | 'broken';
  /** The `sql` folder of a project. */
  readonly sqlPath: string;
  readonly ids: readonly string[];
  readonly labels: readonly Label[];
  readonly statementAt: StatementAt;
  /** The paths of its up.sql, in order. */
  readonly upPaths: readonly string[];
}

export function readCorpus(name: Corpus['name']): Corpus {
  const sqlPath = join(__dirname, name);
  const { ids, labels } = readLabels(readFileSync(join(__dirname, `${name}-labels.txt`), 'utf8'));
  const pathOf = (id: string, script: 'up' | 'down') => join(sqlPath, 'migrations', id, `${script}.sql`);
  const lastLines = new Map<string, readonly number[]>();
  const linesOf = (path: string): readonly number[] => {
    const known = lastLines.get(path) ?? readLastLines(path);
    lastLines.set(path, known);
    return known;
  };
  return {
    name,
    sqlPath,
    ids,
    labels,
    upPaths: ids.map((id) => pathOf(id, 'up')),
    statementAt: (id, script, line) => linesOf(pathOf(id, script)).filter((last) => last < line).length,
  };
}

/** Of each statement. No statement of the corpus shares a line with another. */
function readLastLines(path: string): readonly number[] {
  const text = readFileSync(path);
  return splitStatements(text).statements.map(({ end, copyData }) => locateOffset(text, copyData?.end ?? end).line);
}
