import { type Column, countFalse, countFound, countGroup } from './compare';
import type { FaultGroup } from './concepts';
import { readCorpus } from './corpus';
import type { Label } from './read-labels';
import type { ToolFinding } from './tools/tool-finding';

const groups: readonly FaultGroup[] = [
  'locks',
  'rewrites and scans',
  'data loss',
  'compatibility',
  'transactions and files',
  'row security and schema',
  'does not apply',
];

/** The table of the documents, as Markdown, with what our linter misses and where it is wrong. */
export function describeComparison(columns: readonly Column[]): string {
  const head = ['', 'planted', ...columns.map(({ tool }) => nameOf(tool))];
  const rows = groups.map((group) => {
    const counts = columns.map((column) => countGroup(column, group));
    return [group, String(counts[0]?.planted ?? 0), ...counts.map(({ found }) => String(found))];
  });
  const planted = groups.reduce((sum, group) => sum + (columns[0] ? countGroup(columns[0], group).planted : 0), 0);
  const share = (column: Column) => `${countFound(column)} (${Math.round((100 * countFound(column)) / planted)} %)`;
  const table = alignTable([
    head,
    ...rows,
    ['**found**', `**${planted}**`, ...columns.map((column) => `**${share(column)}**`)],
    ['false alarms', '', ...columns.map((column) => String(countFalse(column)))],
    ['of them in migrations without a fault', '', ...columns.map((column) => String(cleanAlarms(column).length))],
    ['notices without a fault', '', ...columns.map(({ history }) => String(history.idleNotices.length))],
    ['scripts that could not be read', '', ...columns.map(({ history }) => String(history.unread.length))],
  ]);
  const [ours] = columns;
  return [...table, '', ...describeSettings(columns), '', ...(ours ? describeOurs(ours) : [])].join('\n');
}

/** Rows as Markdown, numbers at the right, with the widths that the formatter of the repository gives them. */
function alignTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = [], ...body] = rows;
  return [head, rule, ...body].map(line);
}

/** Alarms in migrations that have no fault at all. */
export function cleanAlarms({ history }: Column): readonly ToolFinding[] {
  const faulty = new Set(
    readCorpus('history')
      .labels.filter(({ kind }) => kind === 'fault')
      .map(({ id }) => id),
  );
  return history.falseAlarms.filter(({ id }) => !faulty.has(id));
}

function nameOf(tool: Column['tool']): string {
  return tool.startsWith('validate') ? tool.replace('validate', '`validate`') : tool;
}

function describeSettings(columns: readonly Column[]): readonly string[] {
  return columns.flatMap(({ tool, settings }) =>
    settings === '' ? [] : [`- ${tool} with what is best for it here: \`${settings}\`.`],
  );
}

function describeOurs(ours: Column): readonly string[] {
  const missed = [...ours.history.missed, ...ours.broken.missed].map(describeLabel);
  const wrong = [...ours.history.falseAlarms, ...ours.broken.falseAlarms].map(describeFinding);
  return [
    ...(missed.length === 0 ? ['`validate` finds all of them.'] : ['`validate` does not find:', '', ...missed]),
    '',
    ...(wrong.length === 0 ? ['It has no false alarm.'] : ['Its false alarms:', '', ...wrong]),
  ];
}

function describeLabel({ id, place, concept, why }: Label): string {
  return `- \`${concept}\`, ${id}${place ? `/${place.script}.sql:${place.line}` : ''}: ${why}`;
}

function describeFinding({ id, script, line, rule, message }: ToolFinding): string {
  return `- \`${rule}\`, ${id}/${script}.sql${line === undefined ? '' : `:${line}`}: ${message.split('\n')[0]}`;
}
