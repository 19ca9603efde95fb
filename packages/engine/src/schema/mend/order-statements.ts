import type { Mend, MendStatement } from './mending';
import { phaseOrder } from './phases';

/**
 * The statements of all mends in the order in which they can run: by phase, and in it as they come but for what others of
 * the phase name (a view over a view). A function that a default or a check calls is made before tables. Pure.
 */
export function orderStatements(mends: readonly Mend[]): readonly MendStatement[] {
  const statements = mends.flatMap((mend) => mend.statements);
  const users = statements.filter(({ phase }) => phase === 'table' || phase === 'column').map(({ sql }) => sql);
  const placed = statements.map((statement): MendStatement => {
    const name = statement.phase === 'routine' ? madeName(statement.sql) : undefined;
    return name !== undefined && users.some((sql) => sql.includes(`${name}(`))
      ? { ...statement, phase: 'early routine' }
      : statement;
  });
  const inPhases = placed
    .map((statement, place) => ({ statement, place }))
    .sort((a, b) => phaseOrder(a.statement.phase) - phaseOrder(b.statement.phase) || a.place - b.place)
    .map(({ statement }) => statement);
  return afterWhatTheyName(inPhases);
}

/** Moves what makes an object before the statements of its phase that name it, and what drops one after those. */
function afterWhatTheyName(statements: readonly MendStatement[]): readonly MendStatement[] {
  const left = [...statements];
  const ordered: MendStatement[] = [];
  while (left.length > 0) {
    const [first] = left;
    const phase = left.filter((each) => each.phase === first?.phase);
    const next = phase.find((each) => !phase.some((other) => other !== each && comesBefore(other, each))) ?? first;
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    ordered.push(next);
  }
  return ordered;
}

/** Whether one makes what the other names. */
function comesBefore(one: MendStatement, other: MendStatement): boolean {
  const name = madeName(one.sql);
  return name !== undefined && name !== madeName(other.sql) && mentions(other.sql, name);
}

function mentions(sql: string, name: string): boolean {
  const place = sql.indexOf(name);
  return place >= 0 && !/[\w"$]/.test(sql[place + name.length] ?? '') && !/[\w"$.]/.test(sql[place - 1] ?? '');
}

/** The object that a CREATE makes; undefined for other statements. */
function madeName(sql: string): string | undefined {
  const [, name] =
    /^CREATE (?:OR REPLACE )?(?:UNLOGGED )?(?:MATERIALIZED )?(?:TABLE|VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE) ((?:"(?:[^"]|"")*"|[^("\s])+)/.exec(
      sql,
    ) ?? [];
  return name;
}
