import type { Session } from '../../postgres/session/session';

/**
 * Does something that is rolled back, and sets sequences back that went on with it: no transaction takes that back, and a
 * script that comes later may count on the numbers that it gets.
 */
export async function keepSequences<T>(session: Session, body: () => Promise<T>): Promise<T> {
  const before = await session.rows(lastValuesSql);
  try {
    return await body();
  } finally {
    const after = new Map((await session.rows(lastValuesSql)).map((row) => [row.oid, row]));
    const moved = before.filter(({ oid, last }) => after.has(oid) && after.get(oid)?.last !== last);
    // One that gave no number yet begins with its start.
    const sets = moved.map(
      ({ oid, last, start }) => `SELECT pg_catalog.setval(${oid}::oid::regclass, ${last ?? start}, ${last !== null})`,
    );
    if (sets.length > 0) await session.send({ text: sets.join(';\n') });
  }
}

const lastValuesSql = `SELECT s.seqrelid AS oid, s.seqstart AS start, pg_catalog.pg_sequence_last_value(s.seqrelid) AS last
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid WHERE c.relpersistence <> 't'`;
