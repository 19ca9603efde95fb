export { splitStatements } from '../sql/split-statements';
export { eventually } from './eventually';
export { processesIn } from './processes-in';
export { readSnapshot } from './read-snapshot';
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
