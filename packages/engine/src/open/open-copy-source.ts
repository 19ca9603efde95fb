import { parseSourceFacts, type SourceFacts, selectSourceFactsSql } from '../adapters/copy/source-facts';
import type { Settings } from '../config/settings';
import { assertNever } from '../errors';
import type { CopySource } from '../rehearsal/copy';
import type { CopyFacts } from '../rehearsal/copy-facts';
import type { CommandPorts } from '../run/command';
import { copyBeside } from './copies/copy-beside';
import { serverOf, sessionsOf } from './open-server';
import type { OpenPortsOf, OpenPortsOptions } from './ports-options';

/** What copies are opened with. */
export interface CopySurroundings {
  /** Those of the ports that copies are asked of. */
  readonly options: OpenPortsOptions;
  readonly openPorts: OpenPortsOf;
}

/** See `OpenCopySource`. */
export function openCopySource(settings: Settings, surroundings: CopySurroundings): CopySource<CommandPorts> {
  const { options, openPorts } = surroundings;
  const server = serverOf(settings, options);
  const ports = openPorts(settings, { ...options, access: 'read-only' }, server);
  let known: Promise<SourceFacts> | undefined;
  const read = () => {
    known ??= ports.store.rows(() => selectSourceFactsSql).then(([row]) => parseSourceFacts(row));
    return known;
  };
  return {
    ports,
    facts: async () => describe(await read()),
    rows: (sql) => ports.store.rows(() => sql),
    copy: async ({ kind }, request) => {
      const facts = await read();
      // The server copies no database that anybody is connected to.
      await ports.store.close();
      switch (kind) {
        case 'template':
          return copyBeside({ ...surroundings, settings, facts, open: sessionsOf(server, settings) }, request);
        case 'dump':
          throw new Error('not yet');
        default:
          return assertNever(kind);
      }
    },
    close: () => ports.close(),
  };
}

function describe({ sizeBytes, serverVersion, otherSessions, mayCopy }: SourceFacts): CopyFacts {
  return {
    sizeBytes,
    serverMajor: Math.floor(serverVersion / 10_000),
    otherSessions,
    mayCopy,
    freeBytes: { template: undefined, dump: undefined },
    dump: { kind: 'missing', reason: 'not yet' },
  };
}
