import { freeBytesAt } from '../adapters/copy/free-bytes';
import { parseSourceFacts, type SourceFacts, selectSourceFactsSql } from '../adapters/copy/source-facts';
import { parseDumpSurroundings, selectDumpSurroundingsSql } from '../adapters/copy/source-roles';
import { dumpProgramOf } from '../adapters/pg-dump/pg-dump-backups';
import { findEmbeddedServer } from '../adapters/shadow/shadow-servers';
import type { Settings } from '../config/settings';
import { assertNever, EngineError } from '../errors';
import { parseSettings, selectSettingsSql } from '../postgres/scratch/copy-settings';
import type { CopySource } from '../rehearsal/copy';
import type { CopyFacts } from '../rehearsal/copy-facts';
import type { CommandPorts } from '../run/command';
import { copyBeside } from './copies/copy-beside';
import { copyDumped } from './copies/copy-dumped';
import type { CopyPorts } from './copies/open-copy';
import { serverOf, sessionsOf } from './open-server';

/** See `OpenCopySource`. */
export function openCopySource(settings: Settings, { options, openPorts }: CopyPorts): CopySource<CommandPorts> {
  const server = serverOf(settings, options);
  const ports = openPorts(settings, { ...options, access: 'read-only' }, server);
  let known: Promise<SourceFacts> | undefined;
  const read = () => {
    known ??= ports.store.rows(() => selectSourceFactsSql).then(([row]) => parseSourceFacts(row));
    return known;
  };
  const dump = dumpProgramOf({
    settings,
    serverMajor: async () => majorOf(await read()),
    address: async () => (await server.address()).database,
    docker: server.docker,
  });
  return {
    ports,
    rows: (sql) => ports.store.rows(() => sql),
    facts: async () => {
      const facts = await read();
      const { sizeBytes, otherSessions, mayCopy } = facts;
      const serverMajor = majorOf(facts);
      return {
        ...{ sizeBytes, serverMajor, otherSessions, mayCopy },
        isShared: !(await ports.store.keepsSession()),
        freeBytes: freeBytesOf(settings),
        dump: await findDump(settings, serverMajor, dump.find),
      };
    },
    copy: async ({ kind }, request) => {
      const facts = await read();
      const of = { settings, facts, options, openPorts };
      switch (kind) {
        case 'template':
          // The server copies no database that anybody is connected to.
          await ports.store.close();
          return copyBeside({ ...of, open: sessionsOf(server, settings) }, request);
        case 'dump': {
          const [row] = await ports.store.rows(() => selectDumpSurroundingsSql);
          const databaseSettings = parseSettings(await ports.store.rows(() => selectSettingsSql(facts.database)));
          return copyDumped({ ...of, surroundings: parseDumpSurroundings(row), databaseSettings, dump }, request);
        }
        default:
          return assertNever(kind);
      }
    },
    close: () => ports.close(),
  };
}

function majorOf({ serverVersion }: SourceFacts): number {
  return Math.floor(serverVersion / 10_000);
}

/** Of the disk of a server that somebody else runs, nothing is known. */
function freeBytesOf({ projectRootPath, database }: Settings): CopyFacts['freeBytes'] {
  const here = freeBytesAt(projectRootPath);
  return { template: database.kind === 'embedded' ? here : undefined, dump: here };
}

/** A dump needs both: the program, and a server of the major to restore it into. Nothing is started. */
async function findDump(
  { projectRootPath, workspacePath }: Settings,
  serverMajor: number,
  find: ReturnType<typeof dumpProgramOf>['find'],
): Promise<CopyFacts['dump']> {
  try {
    findEmbeddedServer({ major: serverMajor }, { projectRootPath, workspacePath });
    const { name, version } = await find();
    return { kind: 'found', name: `${name} ${version}` };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { message, hint } = error;
    return { kind: 'missing', reason: hint === undefined ? message : `${message} ${hint}` };
  }
}
