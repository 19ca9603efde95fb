import { scriptOfText } from '../../src/migrations/script/read-script';
import type { Script } from './script';
import { type Database, type Files, repeatableIds, statusesOf } from './state';
import type { Observation } from './subject';

/** What is to be observed when files and database are these. */
export function expectObservation(files: Files, database: Database): Observation {
  // Test data is not spoken of until it was run.
  const statuses = statusesOf(files, database).filter(({ id, row }) => row || id !== repeatableIds.testData);
  return {
    states: statuses.map(({ id, state }) => `${id} ${state}`),
    rows: database.rows.map(({ id, up, down, half }) => ({
      id,
      half: half && `${half.direction} ${half.done}${half.started ? ' started' : ''}`,
      checksum: checksumOf(up),
      downChecksum: down && checksumOf(down),
      hasStoredDown: down !== undefined,
    })),
    tables: [...database.tables].sort(),
    failedUps: database.failedUps,
  };
}

const checksums = new Map<string, string>();

function checksumOf({ text }: Script): string {
  const known = checksums.get(text) ?? scriptOfText(text, 'model', 'up').checksum;
  checksums.set(text, known);
  return known;
}
