export { splitStatements } from '../sql/split-statements';
export { docker, ensurePostgresImage, needingDocker, postgresImage, runLabels } from './docker-engine';
export { eventually } from './eventually';
export { createFakeClock, type FakeClock } from './fake-clock';
export { type HistoryCase, type HistoryHarness, historyContract } from './history-contract';
export {
  createMemoryDatabase,
  type MemoryContents,
  type MemoryDatabase,
  type ScriptedFailure,
} from './memory-database';
export { createMemoryFiles, type FileTree, type MemoryFiles } from './memory-files';
export { MemoryHistoryStore, type MemoryStoreOptions } from './memory-history-store';
export { createMemoryProject, type MemoryProject } from './memory-project';
export { needingPgDump } from './pg-dump';
export { processesIn } from './processes-in';
export { readSnapshot } from './read-snapshot';
export { makeMemoryFolder, makeTemporaryFolder } from './temporary-folder';
export { createTestProject, type TestProject, type TestProjectOptions } from './test-project';
export { startTestServer, type TestDatabase, type TestServer, type TestServerOptions } from './test-server';
export { commandTagOf, sqlOf, type WireMessage } from './wire-messages';
export {
  type Intercepted,
  type Interception,
  startWireProxy,
  type Traffic,
  type WireProxy,
  type WireProxyOptions,
} from './wire-proxy';
