import type { EnvironmentServer } from '../../config/settings';
import { EngineError } from '../../errors';
import { findingOfObstacle } from '../finding';
import { explainMissingMajor } from './why-major';

const servers: readonly EnvironmentServer[] = [
  { environment: 'development', major: 18, saidBy: 'embedded' },
  { environment: 'staging', major: 15, saidBy: 'last-run' },
  { environment: 'production', major: 15, saidBy: 'config' },
];
const missing = findingOfObstacle(
  'shadow',
  new EngineError('EMBEDDED_BINARIES_MISSING', 'PostgreSQL 15 for linux-x64 is not installed.', { hint: 'Run `x`.' }),
);
const explain = (major: number, shadowMajor?: number, environment?: string) =>
  explainMissingMajor(missing, major, {
    shadow: { major: shadowMajor, defaultMajor: 18, server: { kind: 'embedded' as const } },
    servers,
    environment,
    available: [],
  });

describe('a server of a major that is not installed', () => {
  it.each([
    [
      15,
      undefined,
      undefined,
      'staging (pgrestify.servers.json, which the last run wrote) and production (`postgres` in',
    ],
    [15, undefined, 'production', 'It is asked for by production (`postgres` in the config).'],
    [18, undefined, undefined, 'It is asked for by development (its embedded server).'],
    [17, undefined, undefined, 'It is tried because no environment here asks for another.'],
    [15, 15, undefined, '`shadow.major` in the config asks for it, whatever the environments have.'],
  ])('is told with who asks for it: %s', (major, shadowMajor, environment, why) => {
    const { message } = explain(major, shadowMajor, environment);
    expect(message).toMatch(/^PostgreSQL 15 for linux-x64 is not installed\. /);
    expect(message).toContain(why);
  });

  it('is told with what decides it', () => {
    expect(explain(15).hint).toMatch(/^Run `x`\. Or set `shadow\.major` in the config to a major that is installed/);
    expect(explain(15, 15).hint).toBe('Run `x`. Or correct `shadow.major` in the config.');
  });

  it('leaves other findings as they are', () => {
    const other = findingOfObstacle('shadow', new EngineError('EMBEDDED_START_FAILED', 'No.'));
    expect(
      explainMissingMajor(other, 15, {
        shadow: { major: 15, defaultMajor: 18, server: { kind: 'embedded' as const } },
        servers,
        environment: undefined,
        available: [],
      }),
    ).toBe(other);
  });
});
