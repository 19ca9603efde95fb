import { join } from 'node:path';
import { isLeftover, isSqlName } from '../../migrations/folders/ignored-entries';
import { workspaceRelativePath } from '../../migrations/script/read-script';
import type { SqlFiles } from '../../ports';
import type { BenchmarkProblem, BenchmarkQuery } from './benchmark-query';
import { parseCsvRows } from './csv-rows';
import { type ParsedQuery, parseQuery } from './parse-query';
import { readText, type TextFile } from './read-text';

/** The queries of a project's folder by name, and all that is wrong in it. */
export interface QueriesReading {
  /** Relative to the workspace. */
  readonly folderPath: string;
  readonly queries: readonly BenchmarkQuery[];
  readonly problems: readonly BenchmarkProblem[];
}

/** Reads `sql/benchmarks`: each `.sql` is a query, a `.csv` of the same name its parameters. Throws FILE_UNREADABLE. */
export function readQueries(
  files: SqlFiles,
  { workspacePath, sqlPath }: { readonly workspacePath: string; readonly sqlPath: string },
): QueriesReading {
  const folder = join(sqlPath, 'benchmarks');
  const folderPath = workspaceRelativePath(workspacePath, folder);
  const found = (files.list(folder) ?? [])
    .filter(({ kind, name }) => kind === 'file' && !isLeftover(name))
    .map(({ name, path: filePath }) => ({ name, filePath, path: `${folderPath}/${name}` }));
  const csvs = found.filter(({ name }) => /\.csv$/i.test(name));
  const scripts = found.filter(({ name }) => isSqlName(name));
  const parsed = scripts.map((script) =>
    readQuery(
      files,
      script,
      csvs.find((csv) => nameOf(csv) === nameOf(script)),
    ),
  );
  const lonely = csvs.filter((csv) => !scripts.some((script) => nameOf(script) === nameOf(csv)));
  return {
    folderPath,
    queries: parsed.flatMap((each) => ('query' in each ? [each.query] : [])),
    problems: [
      ...parsed.flatMap((each) => ('query' in each ? [] : each.problems)),
      ...lonely.map(({ path }): BenchmarkProblem => {
        const message = `It would be the parameters of ${path.replace(/csv$/i, 'sql')}, which does not exist.`;
        return { message, path };
      }),
    ],
  };
}

interface FoundFile extends TextFile {
  readonly name: string;
}

function readQuery(files: SqlFiles, script: FoundFile, csv: FoundFile | undefined): ParsedQuery {
  const text = readText(files, script);
  if ('problem' in text) return { problems: [text.problem] };
  const about = { name: nameOf(script), path: script.path, text: text.text };
  if (csv === undefined) return parseQuery({ ...about, csvRows: undefined });
  const csvText = readText(files, csv);
  if ('problem' in csvText) return { problems: [csvText.problem] };
  const rows = parseCsvRows(csvText.text.toString('utf8'), csv.path);
  return 'problem' in rows ? { problems: [rows.problem] } : parseQuery({ ...about, csvRows: rows.rows });
}

function nameOf({ name }: FoundFile): string {
  return name.replace(/\.[^.]*$/, '');
}
