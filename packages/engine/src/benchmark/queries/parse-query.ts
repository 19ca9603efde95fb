import { splitStatements } from '../../sql/statements/split-statements';
import type { Statement } from '../../sql/statements/statement';
import { nextToken, openTokens, upperWord } from '../../sql/statements/tokens';
import { locateOffset } from '../../sql/text/positions';
import type { BenchmarkProblem, BenchmarkQuery, ParameterRow } from './benchmark-query';
import { countParameters } from './count-parameters';
import { parseQueryHead } from './query-head';

/** A file of `sql/benchmarks`, normalised. */
export interface QueryFile {
  readonly name: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: Buffer;
  /** Rows of the CSV beside it; undefined where there is none. */
  readonly csvRows: readonly ParameterRow[] | undefined;
}

/** A query, or what is wrong with its file: all of it. */
export type ParsedQuery = { readonly query: BenchmarkQuery } | { readonly problems: readonly BenchmarkProblem[] };

/** One file, one query: how it is run is in the comments before it. Pure. */
export function parseQuery({ name, path, text, csvRows }: QueryFile): ParsedQuery {
  const split = splitStatements(text);
  const at = (offset: number) => ({ path, ...locateOffset(text, offset) });
  const broken = split.problems.map(({ message, offset }) => ({ message, ...at(offset) }));
  if (broken.length > 0) return { problems: broken };
  const [first, second] = split.statements;
  if (first === undefined) return { problems: [{ message: 'The file has no query.', path }] };
  if (second !== undefined) {
    const message = 'A second statement begins here; a file of benchmarks holds one query.';
    return { problems: [{ message, ...at(second.start) }] };
  }
  const refused = refuseVerb(text, first);
  if (refused !== undefined) return { problems: [{ message: refused, ...at(first.start) }] };

  const statement = text.toString('utf8', first.start, first.end);
  const head = parseQueryHead(text.toString('utf8'), locateOffset(text, first.start).line);
  const wanted = countParameters(statement);
  const rows = [...(csvRows ?? []), ...head.parameterRows];
  const parameterRows = rows.length === 0 && wanted === 0 ? [{ label: '', values: [] }] : rows;
  const ofHead = head.problems.map(({ message, ...place }) => ({ message: `${message}.`, path, ...place }));
  if (ofHead.length > 0) return { problems: ofHead };
  const problems = countProblems(
    { wanted, rows, hasBoth: csvRows !== undefined && head.parameterRows.length > 0 },
    path,
  );
  if (problems.length > 0) return { problems };
  return {
    query: {
      name,
      origin: { kind: 'file', path },
      text: text.toString('utf8', 0, first.end),
      statement,
      parameterRows,
      settings: head.settings,
      access: 'read-write',
    },
  };
}

/** What EXPLAIN takes of a prepared statement. PostgreSQL docs, PREPARE. */
const verbs: ReadonlySet<string> = new Set([
  'SELECT',
  'WITH',
  'VALUES',
  'TABLE',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
]);

function refuseVerb(text: Buffer, { start }: Statement): string | undefined {
  const cursor = openTokens(text, start);
  let kind = nextToken(cursor);
  while (kind === 'open') kind = nextToken(cursor);
  const verb = kind === 'word' ? upperWord(cursor) : '';
  if (verbs.has(verb)) return undefined;
  return `${verb === '' ? 'It' : verb} is no query that can be timed: SELECT, WITH, VALUES, TABLE, INSERT, UPDATE, DELETE and MERGE are.`;
}

interface CountedRows {
  readonly wanted: number;
  readonly rows: readonly ParameterRow[];
  readonly hasBoth: boolean;
}

function countProblems({ wanted, rows, hasBoth }: CountedRows, path: string): readonly BenchmarkProblem[] {
  if (hasBoth) {
    return [{ message: 'Its parameters are said twice: in a CSV beside it, and in the file. Keep one of them.', path }];
  }
  if (wanted > 0 && rows.length === 0) {
    const way = 'Say them as `-- pgrestify: parameters <value>, …`, or in a CSV of the same name beside it';
    return [{ message: `The query has ${parameters(wanted)}, and no values for them. ${way}.`, path }];
  }
  const wrong = rows.find(({ values }) => values.length !== wanted);
  if (wrong === undefined) return [];
  const message = `The query has ${parameters(wanted)}, and \`${wrong.label}\` is ${values(wrong.values.length)}.`;
  return [{ message, path }];
}

function parameters(count: number): string {
  return count === 0 ? 'no parameter' : `${count} parameter${count === 1 ? '' : 's'}`;
}

function values(count: number): string {
  return `${count} value${count === 1 ? '' : 's'}`;
}
