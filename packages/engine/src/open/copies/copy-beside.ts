import { anonymize } from '../../adapters/copy/anonymize';
import { emptyTables } from '../../adapters/copy/empty-tables';
import { describeRefusedSetting, describeTies, type SourceFacts } from '../../adapters/copy/source-facts';
import { systemClock } from '../../adapters/system-clock';
import type { DatabaseSettings, Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { createScratch, type ScratchDatabase } from '../../postgres/scratch/create-scratch';
import { reapScratch } from '../../postgres/scratch/reap-scratch';
import type { CopyRequest, ScratchCopy } from '../../rehearsal/copy';
import type { CommandPorts } from '../../run/command';
import type { OpenOnServer } from '../open-server';
import { type CopyPorts, type MadeCopy, openCopy } from './open-copy';

/** A database that is copied. */
export interface CopiedDatabase extends CopyPorts {
  readonly settings: Settings;
  readonly facts: SourceFacts;
  readonly open: OpenOnServer;
}

/**
 * A copy that the server makes itself, in a scratch database beside the source. What earlier runs of the project left
 * there is dropped first. Throws what `createScratch` throws.
 */
export async function copyBeside(
  { settings, facts, open, ...ports }: CopiedDatabase,
  { data, anonymize: script }: CopyRequest,
): Promise<ScratchCopy<CommandPorts>> {
  const { project } = settings;
  const { signal } = ports.options;
  const access = { open: (database: string) => open({ database }), clock: systemClock };
  const make = async (copyOf: string) => describe(await createScratch({ project, copyOf, signal }, access));
  const describe = (scratch: ScratchDatabase): MadeCopy => ({
    kind: 'template',
    settings: { ...settings, database: named(settings.database, scratch.name) },
    sizeBytes: facts.sizeBytes,
    notices: [...describeTies(facts), ...scratch.refusedSettings.map(describeRefusedSetting)],
    drop: () => scratch.close(),
    open: () => access.open(scratch.name),
    copyAgain: () => make(scratch.name),
  });
  await reapScratch(project, access);
  const copy = await make(facts.database).catch(describeInUse);
  try {
    const session = await copy.open();
    try {
      if (script) await anonymize(session, script);
      if (data === 'history') await emptyTables(session);
    } finally {
      await session.close();
    }
  } catch (error) {
    await copy.drop();
    throw error;
  }
  return openCopy(copy, ports);
}

/** SQLSTATE object_in_use: since it was looked who is connected, somebody is. */
const objectInUse = '55006';

function describeInUse(error: unknown): never {
  if (!(error instanceof EngineError) || error.fields.sqlState !== objectInUse) throw error;
  throw new EngineError(
    'COPY_FAILED',
    `Somebody connected to the database while it was to be copied: ${error.message}`,
    {
      hint: 'Run again: while somebody is connected, pg_dump makes the copy.',
      fields: error.fields,
      cause: error,
    },
  );
}

function named(database: DatabaseSettings, name: string): DatabaseSettings {
  return database.kind === 'embedded'
    ? { ...database, databaseName: name }
    : { ...database, database: name, createDatabase: false };
}
