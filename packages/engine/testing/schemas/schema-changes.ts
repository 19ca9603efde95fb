import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** First and last major, both inclusive. */
export interface Majors {
  readonly first: number;
  readonly last: number;
}

/** A change of the schema that `base.sql` makes. */
export interface SchemaChange {
  readonly name: string;
  readonly majors: Majors;
  readonly sql: string;
}

/** An entry of `mutations.sql`: a change, and how the snapshot tells it. */
export interface ToldChange extends SchemaChange {
  readonly reported: readonly { readonly line: string; readonly majors: Majors }[];
}

const everyMajor: Majors = { first: 0, last: 99 };

const testdataPath = join(__dirname, '../../src/schema/testdata');

/** A schema with one object of each kind, for the changes. The cluster has the roles drift_r and drift_super, a superuser. */
export function readBaseSchema(): string {
  return readFileSync(join(testdataPath, 'base.sql'), 'utf8');
}

/** Apart from the base: a database with a subscription cannot be dropped. */
export const subscriptionSql = `CREATE SUBSCRIPTION su CONNECTION 'dbname=x password=canary' PUBLICATION p1
  WITH (connect = false, slot_name = NONE);`;

/** The entries of `mutations.sql`. */
export function readToldChanges(): readonly ToldChange[] {
  const [, ...entries] = readFileSync(join(testdataPath, 'mutations.sql'), 'utf8').trimEnd().split('\n\n');
  return entries.map((entry) => {
    const [title = '', ...lines] = entry.split('\n');
    const reports = lines.filter((line) => line.startsWith('--> '));
    const [name, majors] = parseMajors(title.slice('-- '.length));
    return {
      name,
      majors,
      sql: lines.filter((line) => !line.startsWith('--')).join('\n'),
      reported: reports.map((report) => {
        const [line, range] = parseMajors(report.slice('--> '.length));
        return { line, majors: range };
      }),
    };
  });
}

/** The changes of `far-reaching.sql`, and what they are made on. */
export function readFarReachingChanges(): { readonly baseSql: string; readonly changes: readonly string[] } {
  const [baseSql = '', changes = ''] = readFileSync(join(testdataPath, 'far-reaching.sql'), 'utf8')
    .trimEnd()
    .split('\n\n');
  return { baseSql, changes: changes.split('\n') };
}

/** Whether a server of that major has what is meant. */
export function isWithin({ first, last }: Majors, major: number): boolean {
  return first <= major && major <= last;
}

/** Whether the entry, or a line of it, names majors: not all have it, or they tell it differently. */
export function differsByMajor({ majors, reported }: ToldChange): boolean {
  return [majors, ...reported.map((report) => report.majors)].some((range) => range !== everyMajor);
}

/** `text [15+]` and `text [-14]`; every major without a range. */
function parseMajors(text: string): readonly [string, Majors] {
  const [, start = text, last, first] = /^(.*?)(?: \[(?:-(\d+)|(\d+)\+)\])?$/.exec(text) ?? [];
  if (first === undefined && last === undefined) return [start, everyMajor];
  return [start, { first: Number(first ?? everyMajor.first), last: Number(last ?? everyMajor.last) }];
}
