import { accepts } from '../../../postgres/session/accepts';
import type { Session } from '../../../postgres/session/session';
import { quoteLiteral } from '../../../sql/names/quote';

/** Of these settings, those that the server has and takes with that value: a locale may be another machine's. */
export async function takenSettings(
  session: Session,
  settings: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const taken = new Map<string, string>();
  for (const [name, value] of settings) {
    const [nameSql, valueSql] = [quoteLiteral(name), quoteLiteral(value)];
    // For this transaction, which is over at once.
    if (await accepts(session, `SELECT pg_catalog.set_config(${nameSql}, ${valueSql}, true)`)) taken.set(name, value);
  }
  return taken;
}
