/**
 * A script as the model knows it: its statements, and whether they are one transaction or one each. Of the latter, the
 * VACUUM is in none.
 */
export interface Script {
  readonly text: string;
  readonly mode: 'one transaction' | 'one each';
  readonly statements: readonly string[];
  /** What it was made of; repeatable scripts are made of nothing that can be edited. */
  readonly content?: Content;
}

/** What a generated migration is made of; every number is an edition, so that edits can be taken back. */
export interface Content {
  /** Tells the content of one migration from that of all others. */
  readonly number: number;
  readonly mode: Script['mode'];
  readonly first: number;
  readonly second: number | 'broken';
  /** An odd edition counts on the tables of the whole up. */
  readonly down: number | 'broken' | 'none';
}

/** The two scripts of a migration. */
export interface Scripts {
  readonly up: Script;
  readonly down: Script | undefined;
}

/** Scripts of a content: two tables, named after it, so that the schema tells which text was applied and how far. */
export function scriptsOf(content: Content): Scripts {
  const { number, mode, first, second, down } = content;
  const tables = [`t${number}_first${first}`, `t${number}_second${second}`] as const;
  const create = tables.map((table) => (table.endsWith('broken') ? 'SELECT 1/0' : `CREATE TABLE "${table}" ()`));
  const condition = mode === 'one each' && down !== 1 ? 'IF EXISTS ' : '';
  const drop = tables.map((table) => `DROP TABLE ${condition}"${table}"`);
  if (down === 'broken') drop[0] = 'SELECT 1/0';
  const [alone] = mode === 'one each' ? [`VACUUM "${tables[0]}"`] : [];
  const around = ([first, last]: readonly string[]) =>
    [first, alone, last].filter((statement) => statement !== undefined);
  return {
    up: { ...script(mode, around(create), 0), content },
    down: down === 'none' ? undefined : script(mode, around(drop.reverse()), down === 'broken' ? 0 : down),
  };
}

/** Whether a statement cannot be in a transaction: then history has that it began. */
export function isAlone(statement: string): boolean {
  return statement.startsWith('VACUUM');
}

/** A repeatable script: its editions leave different tables. */
export function repeatableOf(name: string, edition: number | 'broken'): Script {
  const statement = edition === 'broken' ? 'SELECT 1/0' : `CREATE TABLE IF NOT EXISTS "${name}${edition}" ()`;
  return script('one transaction', [statement], 0);
}

/** The tables after a statement; undefined when it fails. */
export function execute(tables: ReadonlySet<string>, statement: string): ReadonlySet<string> | undefined {
  const [, verb, condition, table] =
    /^(CREATE TABLE|DROP TABLE|VACUUM) (IF (?:NOT )?EXISTS )?"(\w+)"/.exec(statement) ?? [];
  if (verb === undefined || table === undefined) return undefined;
  if (verb === 'VACUUM') return tables.has(table) ? tables : undefined;
  const isWanted = tables.has(table) === (verb === 'DROP TABLE');
  if (!isWanted) return condition === undefined ? undefined : tables;
  const others = [...tables].filter((other) => other !== table);
  return new Set(verb === 'DROP TABLE' ? others : [...others, table]);
}

function script(mode: Script['mode'], statements: readonly string[], edition: number): Script {
  const head = mode === 'one each' ? '-- pgrestify: transaction off\n' : '';
  const comment = edition === 0 ? '' : `-- edition ${edition}\n`;
  return { mode, statements, text: `${head}${comment}${statements.map((statement) => `${statement};\n`).join('')}` };
}
