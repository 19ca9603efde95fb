import type { ParameterRow, QuerySetting } from './benchmark-query';
import { splitValues } from './split-values';

/** What the comments before a query say. */
export interface QueryHead {
  readonly parameterRows: readonly ParameterRow[];
  readonly settings: readonly QuerySetting[];
  readonly problems: readonly HeadProblem[];
}

/** A line that is not understood, or stands where it is not read. */
export interface HeadProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const known = '`parameters <value>, …` and `set <name> = <value>`';

/**
 * Reads the `-- pgrestify:` lines of a query's file. `parameters` may stand several times, once for each run of values; so
 * may `set`. Lines below the end of the head (1-based) would not be read, and are problems. Pure.
 */
export function parseQueryHead(text: string, lastHeadLine: number): QueryHead {
  const parameterRows: ParameterRow[] = [];
  const settings: QuerySetting[] = [];
  const problems: HeadProblem[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const before = /^\s*--\s*pgrestify:\s*/.exec(content)?.[0];
    if (before === undefined) continue;
    const place = { line: index + 1, column: before.length + 1 };
    const said = content.slice(before.length).trim();
    const directive = place.line > lastHeadLine ? `\`${said}\` stands below the query; move it above` : parseLine(said);
    if (typeof directive === 'string') problems.push({ message: directive, ...place });
    else if (directive.kind === 'parameters') parameterRows.push({ label: directive.label, values: directive.values });
    else settings.push({ name: directive.name, value: directive.value });
  }
  return { parameterRows, settings, problems };
}

type Directive = ({ readonly kind: 'parameters' } & ParameterRow) | ({ readonly kind: 'setting' } & QuerySetting);

/** A text is what is wrong with the line. */
function parseLine(said: string): Directive | string {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(said) ?? [];
  if (word === 'parameters') {
    const split = splitValues(rest);
    if ('problem' in split) return `parameters: ${split.problem}; write \`parameters 42, 'draft'\``;
    return { kind: 'parameters', label: rest, values: split.values };
  }
  if (word !== 'set') return `\`${said}\` is not understood in a benchmark; known are ${known}`;
  const [, name, value] = /^([\w.]+)\s*=\s*(.*)$/.exec(rest) ?? [];
  if (name === undefined || value === undefined || value === '') {
    return `\`${said}\` is not understood; write \`set role = authenticated\``;
  }
  const quoted = /^'((?:[^']|'')*)'$/.exec(value)?.[1];
  return { kind: 'setting', name, value: quoted === undefined ? value : quoted.replaceAll("''", "'") };
}
