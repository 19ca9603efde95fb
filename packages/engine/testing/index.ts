export { splitStatements } from '../src/sql/statements/split-statements';
export { type HistoryCase, type HistoryHarness, historyContract } from './contracts/history-contract';
export { eventually } from './eventually';
export { createFakeClock, type FakeClock } from './fake-clock';
export { commit, git, makeRepository, writeFiles } from './git/git-repository';
export {
  createMemoryDatabase,
  type MemoryContents,
  type MemoryDatabase,
  type ScriptedFailure,
} from './memory/memory-database';
export { createMemoryFiles, type FileTree, type MemoryFiles } from './memory/memory-files';
export { MemoryHistoryStore, type MemoryStoreOptions } from './memory/memory-history-store';
export { createMemoryProject, type MemoryProject } from './memory/memory-project';
export { processesIn } from './processes/processes-in';
export { createTestProject, type TestProject, type TestProjectOptions } from './projects/test-project';
export { readSnapshot } from './schemas/read-snapshot';
export { docker, ensurePostgresImage, needingDocker, postgresImage, runLabels } from './servers/docker-engine';
export { needingPgDump } from './servers/pg-dump';
export { startTestServer, type TestDatabase, type TestServer, type TestServerOptions } from './servers/test-server';
export { commandTagOf, sqlOf, type WireMessage } from './servers/wire-messages';
export {
  type Intercepted,
  type Interception,
  startWireProxy,
  type Traffic,
  type WireProxy,
  type WireProxyOptions,
} from './servers/wire-proxy';
export { readSources } from './sources/read-sources';
export { type RoomRules, readRooms } from './sources/rooms';
export { makeMemoryFolder, makeTemporaryFolder } from './test-run/temporary-folder';
