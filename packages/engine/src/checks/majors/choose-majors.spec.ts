import type { EnvironmentServer } from '../../config/settings';
import { chooseMajors, type MajorRequest } from './choose-majors';

const embedded: EnvironmentServer = { environment: 'development', major: 18, saidBy: 'embedded' };
const staging = (major: number | undefined): EnvironmentServer => ({
  environment: 'staging',
  major,
  saidBy: major === undefined ? undefined : 'last-run',
});
const production = (major: number): EnvironmentServer => ({ environment: 'production', major, saidBy: 'config' });
const choose = (servers: readonly EnvironmentServer[], change: Partial<MajorRequest> = {}) => {
  const shadow = { major: undefined, defaultMajor: 18, server: { kind: 'embedded' as const } };
  const available = [14, 15, 16, 17, 18];
  const { majors, findings } = chooseMajors({ shadow, servers, environment: undefined, available, ...change });
  return { majors, said: findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`) };
};
const of = (major: number) => ({ shadow: { major, defaultMajor: 18, server: { kind: 'embedded' as const } } });

describe('chooseMajors', () => {
  it.each([
    ['that of the only server', [production(15)], {}, [15]],
    ['not the embedded one beside a server', [embedded, production(15)], {}, [15]],
    ['each once, the lowest first', [staging(17), production(15), staging(17)], {}, [15, 17]],
    ['the embedded one alone', [embedded], {}, [18]],
    ['that of the environment that was asked for', [staging(17), production(15)], { environment: 'staging' }, [17]],
    ['the embedded one when it was asked for', [embedded, production(15)], { environment: 'development' }, [18]],
    ['what the config sets', [production(15)], of(15), [15]],
    ['the default of an environment that nobody knows', [], { environment: 'other' }, [18]],
  ])('takes %s, and says nothing', (_name, servers, change, majors) => {
    expect(choose(servers, change)).toEqual({ majors, said: [] });
  });

  it.each([
    [
      'a server that nobody knows',
      [embedded, staging(undefined)],
      {},
      [18],
      'notice MAJOR_UNKNOWN: Which PostgreSQL staging has is not known here; 18 was tried.',
    ],
    [
      'one beside another that is known',
      [staging(undefined), production(15)],
      {},
      [15],
      'notice MAJOR_UNKNOWN: Which PostgreSQL staging has is not known here; 15 was tried.',
    ],
    [
      'a major that no package has',
      [production(19)],
      {},
      [18],
      'warning MAJOR_NOT_TRIED: production has PostgreSQL 19, of which there is no embedded server; 18 was tried.',
    ],
    [
      'a server of another major than the config sets',
      [production(15)],
      of(18),
      [18],
      'notice MAJOR_NOT_TRIED: `shadow.major` of the config is 18, and production has PostgreSQL 15.',
    ],
  ])('says of %s what was tried', (_name, servers, change, majors, said) => {
    expect(choose(servers, change)).toEqual({ majors, said: [said] });
  });
});
