import type { CatalogRow } from '../../../ports';
import { quoteIdentifier, quoteLiteral } from '../../../sql/names/quote';
import { definitionOf } from '../../definition';
import { commentIfAny } from '../comments';
import { makeGrants } from '../grants';
import type { KindOfMend, MendStatement } from '../mending';
import { entriesOf, isDigest, listOf, numberOf, textOf } from '../read-definition';

/** Functions and procedures: replaced as a whole. A change of result or of argument names needs a new one. */
export const routineMend: KindOfMend = {
  make: (row) => {
    const sql = createRoutine(row, 'CREATE');
    return sql === undefined ? undefined : [{ phase: 'routine', sql }, ...finishRoutine(row)];
  },
  drop: (row) =>
    isOfRange(row) ? undefined : [{ phase: 'drop routine', sql: `DROP ${row.kind.toUpperCase()} ${row.id}` }],
  change: ({ expected, fields }) => {
    const names = [...new Set(fields.map(({ path: [name = ''] }) => name))];
    const isOther = names.some((name) => name === 'arguments' || name === 'returns' || name === 'window');
    const sql = createRoutine(expected, 'CREATE OR REPLACE');
    const isNewSignature = isOther && fields.some((field) => !keepsSignature(field.path[0] ?? '', field));
    if (sql === undefined || isNewSignature) return { statements: [], unmended: names };
    return {
      statements: [{ phase: 'routine', sql }, ...dependencies(expected)],
      unmended: [],
    };
  },
};

/** Whether a function is a constructor that came with a range type, and goes with it. */
export function isOfRange(row: CatalogRow): boolean {
  return /^(multi)?range_constructor\d/.test(textOf(definitionOf(row), 'source') ?? '');
}

/** Whether CREATE OR REPLACE takes the change: of the defaults of arguments alone, when none is lost. */
function keepsSignature(
  name: string,
  { expected, actual }: { readonly expected: unknown; readonly actual: unknown },
): boolean {
  if (name === 'returns' || name === 'window') return false;
  if (name !== 'arguments') return true;
  const bare = (text: unknown) => `${text}`.replaceAll(/ DEFAULT [^,]*/g, '');
  const count = (text: unknown) => `${text}`.split(' DEFAULT ').length;
  return bare(expected) === bare(actual) && count(expected) >= count(actual);
}

function createRoutine(row: CatalogRow, create: string): string | undefined {
  const definition = definitionOf(row);
  const text = (name: string) => textOf(definition, name);
  const [language, source, body] = [text('language'), text('source'), text('body')];
  const settings = entriesOf(definition, 'settings');
  // A library of its own, an internal name and a secret are nothing to write down.
  if (language === 'c' || language === 'internal' || settings.some(([, value]) => isDigest(value))) return undefined;
  const isFunction = row.kind === 'function';
  const transforms = listOf(definition, 'transforms');
  const words = [
    isFunction && definition.window === true && 'WINDOW',
    isFunction && text('volatility') !== 'volatile' && text('volatility')?.toUpperCase(),
    isFunction && definition.leakproof === true && 'LEAKPROOF',
    isFunction && definition.strict === true && 'STRICT',
    text('security') === 'definer' && 'SECURITY DEFINER',
    isFunction && text('parallel') !== 'unsafe' && `PARALLEL ${text('parallel')?.toUpperCase()}`,
    isFunction && (numberOf(definition, 'cost') ?? '100') !== '100' && `COST ${numberOf(definition, 'cost')}`,
    isFunction &&
      definition.rows !== undefined &&
      numberOf(definition, 'rows') !== '1000' &&
      `ROWS ${numberOf(definition, 'rows')}`,
    text('support') && `SUPPORT ${text('support')?.replace(/\(.*$/s, '')}`,
  ].filter((word) => typeof word === 'string' && word !== '');
  return [
    `${create} ${row.kind.toUpperCase()} ${nameOf(row)}(${text('arguments') ?? ''})`,
    ...(isFunction ? [`RETURNS ${text('returns')}`] : []),
    `LANGUAGE ${quoteIdentifier(language ?? 'sql')}${words.length > 0 ? ` ${words.join(' ')}` : ''}`,
    ...(transforms.length > 0 ? [`TRANSFORM ${transforms.map((type) => `FOR TYPE ${type}`).join(', ')}`] : []),
    ...settings.map(([name, value]) => `SET ${writeSetting(name, `${value}`)}`),
    source === undefined ? (body ?? '') : `AS ${dollarQuote(source)}`,
  ].join('\n');
}

/** `public.f(integer)` → `public.f`. */
function nameOf({ id }: CatalogRow): string {
  return /^(?:"(?:[^"]|"")*"|[^("])+/.exec(id)?.[0] ?? id;
}

function finishRoutine(row: CatalogRow): readonly MendStatement[] {
  return [
    ...dependencies(row),
    ...makeGrants(row),
    ...commentIfAny(`${row.kind.toUpperCase()} ${row.id}`, definitionOf(row).comment),
  ];
}

function dependencies(row: CatalogRow): readonly MendStatement[] {
  return listOf(definitionOf(row), 'dependsOnExtensions').map((name) => ({
    phase: 'mark',
    sql: `ALTER ${row.kind.toUpperCase()} ${row.id} DEPENDS ON EXTENSION ${name}`,
  }));
}

/** Settings whose value is a list of names, kept as the names are quoted. */
const lists: ReadonlySet<string> = new Set(['search_path', 'temp_tablespaces', 'local_preload_libraries']);

function writeSetting(name: string, value: string): string {
  const names = lists.has(name) ? [...value.matchAll(/"((?:[^"]|"")*)"|[^,\s]+/g)] : [];
  const values = names.map(([whole, quoted]) =>
    quoteLiteral(quoted === undefined ? whole : quoted.replaceAll('""', '"')),
  );
  return `${name.split('.').map(quoteIdentifier).join('.')} TO ${values.length > 0 ? values.join(', ') : quoteLiteral(value)}`;
}

/** A text in dollar quotes that it does not hold. */
function dollarQuote(text: string): string {
  let tag = '$$';
  for (let count = 0; `${text}$`.includes(tag); count += 1) tag = `$body${count === 0 ? '' : count}$`;
  return `${tag}${text}${tag}`;
}
