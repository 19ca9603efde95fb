import { anonymize } from '../../adapters/copy/anonymize';
import { pipeDump } from '../../adapters/copy/pipe-dump';
import { describeRefusedSetting, describeTies, type SourceFacts } from '../../adapters/copy/source-facts';
import { createRolesSql, type DumpSurroundings } from '../../adapters/copy/source-roles';
import { embeddedMajor } from '../../adapters/embedded/binaries/majors';
import { openShadowCluster, type ShadowCluster } from '../../adapters/embedded/shadow/open-shadow-cluster';
import type { dumpProgramOf } from '../../adapters/pg-dump/pg-dump-backups';
import { systemClock } from '../../adapters/system-clock';
import type { ServerDatabase, Settings } from '../../config/settings';
import { openSession } from '../../postgres/connection/connect';
import { type DatabaseSetting, giveSettings } from '../../postgres/scratch/copy-settings';
import { createScratch, type ScratchDatabase } from '../../postgres/scratch/create-scratch';
import type { Session } from '../../postgres/session/session';
import type { CopyRequest, ScratchCopy } from '../../rehearsal/copy';
import type { CommandPorts } from '../../run/command';
import { reportWritten } from '../../run/report-written';
import { quoteIdentifier, quoteLiteral } from '../../sql/names/quote';
import { type CopyPorts, type MadeCopy, openCopy } from './open-copy';

/** A database that is dumped. */
export interface DumpedDatabase extends CopyPorts {
  readonly settings: Settings;
  readonly facts: SourceFacts;
  readonly surroundings: DumpSurroundings;
  readonly databaseSettings: readonly DatabaseSetting[];
  readonly dump: ReturnType<typeof dumpProgramOf>;
}

/**
 * A copy that pg_dump makes in an embedded cluster of the same major, which nothing else is in: the roles of the source are
 * made there, and the database has its name, since scripts may say both. The cluster is begun anew for each copy, so that
 * what a killed run left is gone with the next. Throws EMBEDDED_*, BACKUP_PROGRAM_MISSING and what `pipeDump` throws.
 */
export async function copyDumped(source: DumpedDatabase, request: CopyRequest): Promise<ScratchCopy<CommandPorts>> {
  const { settings, facts, options, openPorts } = source;
  const { projectRootPath, workspacePath } = settings;
  const major = embeddedMajor(Math.floor(facts.serverVersion / 10_000));
  const cluster = await openShadowCluster({ projectRootPath, workspacePath, major, purpose: 'rehearsal' });
  try {
    const { sizeBytes, unset } = await fill(cluster, source, request);
    const describe = (name: string, drop: MadeCopy['drop']): MadeCopy => ({
      kind: 'dump',
      settings: { ...settings, database: addressOf(cluster, name, facts.role) },
      sizeBytes,
      notices: [...describeTies(facts), ...unset.map(describeRefusedSetting)],
      drop,
      open: () => openSession(addressOf(cluster, name, facts.role), { applicationName, connectTimeoutMs }),
      copyAgain: async () => {
        const scratch = await copyWithin(cluster, name, source);
        return describe(scratch.name, () => scratch.close());
      },
    });
    return openCopy(
      describe(facts.database, () => dropAll(cluster)),
      { options, openPorts },
    );
  } catch (error) {
    await dropAll(cluster);
    throw error;
  }
}

/** By the server of the cluster, and of the same owner. */
async function copyWithin(
  cluster: ShadowCluster,
  copyOf: string,
  { settings: { project }, facts: { role }, options: { signal } }: DumpedDatabase,
): Promise<ScratchDatabase> {
  const open = (name: string) => openAs(cluster, name);
  const scratch = await createScratch({ project, copyOf, signal }, { open, clock: systemClock });
  const owner = `ALTER DATABASE ${quoteIdentifier(scratch.name)} OWNER TO ${quoteIdentifier(role)}`;
  await inSession(cluster, 'template1', (session) => session.send({ text: owner }));
  return scratch;
}

/** Afterwards nothing of the copy is on the disk. */
async function dropAll(cluster: ShadowCluster): Promise<void> {
  try {
    await cluster.reset([]);
  } finally {
    await cluster.close();
  }
}

async function fill(
  cluster: ShadowCluster,
  { facts, surroundings, databaseSettings, dump, options: { signal, reporter, progress } }: DumpedDatabase,
  { data, anonymize: script }: CopyRequest,
): Promise<{ readonly sizeBytes: number; readonly unset: readonly string[] }> {
  const { database, role } = facts;
  const program = await dump.find();
  const { user, password } = cluster.connection;
  await inSession(cluster, 'template1', async (session) => {
    const roles = createRolesSql(surroundings, user);
    if (roles !== '') await session.send({ text: roles });
    await session.send({ text: `ALTER ROLE ${quoteIdentifier(role)} LOGIN PASSWORD ${quoteLiteral(password)}` });
    // Of the databases of a new cluster, the one of that name is as empty as a new one.
    if (database !== 'postgres') await session.send({ text: `CREATE DATABASE ${quoteIdentifier(database)}` });
    await session.send({ text: `ALTER DATABASE ${quoteIdentifier(database)} OWNER TO ${quoteIdentifier(role)}` });
  });
  const onWritten = reportWritten('copy', { clock: systemClock, reporter });
  const onlooker = progress === 'watched' && { onBytes: (bytes: number) => onWritten({ bytes }) };
  const withoutRows = data === 'all' ? [] : surroundings.schemas;
  await inSession(cluster, database, (session) =>
    pipeDump({ program, withoutRows, signal, redact: dump.redact, clock: systemClock, ...onlooker }, session),
  );
  return inSession(cluster, database, async (session) => {
    const unset = await giveSettings(session, { name: database, roleSql: quoteIdentifier(role) }, databaseSettings);
    if (script) await anonymize(session, script);
    // A dump has no statistics for the planner, before 18.
    if (data === 'all') await session.send({ text: 'ANALYZE' });
    const [row] = await session.rows('SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS bytes');
    return { sizeBytes: Number(row?.bytes), unset };
  });
}

/** A server of one's own on this machine answers at once, or not at all. */
const connectTimeoutMs = 10_000;
const applicationName = 'pgrestify copy';

function addressOf({ connection }: ShadowCluster, database: string, user: string): ServerDatabase {
  const { host, port, password } = connection;
  return { kind: 'server', host, port, database, user, password, ssl: undefined };
}

/** As the superuser of the cluster. */
function openAs(cluster: ShadowCluster, database: string): Promise<Session> {
  const { user } = cluster.connection;
  return openSession(addressOf(cluster, database, user), { applicationName, connectTimeoutMs });
}

async function inSession<T>(
  cluster: ShadowCluster,
  database: string,
  body: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openAs(cluster, database);
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}
