import { applicationName } from './application-name';

describe('applicationName', () => {
  it.each([
    [{ GITHUB_RUN_ID: '42' }, 'pgrestify api (GitHub run 42)'],
    [{ CI_JOB_ID: '42' }, 'pgrestify api (GitLab job 42)'],
    [{ BUILD_TAG: 'jenkins-shop-42' }, 'pgrestify api (jenkins-shop-42)'],
    [{ BUILD_BUILDID: '42' }, 'pgrestify api (Azure build 42)'],
    [{ PGAPPNAME: 'release 7', GITHUB_RUN_ID: '42' }, 'pgrestify api (release 7)'],
    [{ PGAPPNAME: '' }, 'pgrestify api (host box)'],
    [{}, 'pgrestify api (host box)'],
  ])('says with %j of whom a session is', (environment, name) => {
    expect(applicationName('api', environment, 'box')).toBe(name);
  });

  it('fits into 63 bytes, and keeps the start of the project and the end of the job', () => {
    const tag = `jenkins-${'folder-'.repeat(20)}1234`;
    const long = applicationName('a-project-'.repeat(10), { BUILD_TAG: tag }, 'box');
    expect(long).toMatch(/^pgrestify a-project-[\w-]+ \([\w-]+-1234\)$/);
    expect(long).toHaveLength(63);
    expect(applicationName('api', { BUILD_TAG: tag }, 'box')).toMatch(/^pgrestify api \([\w-]{47}\)$/);
    expect(applicationName('p'.repeat(90), {}, 'box')).toMatch(/^pgrestify p{42} \(host box\)$/);
  });

  it('is of plain characters, one byte each', () => {
    expect(applicationName('käse-😀', { PGAPPNAME: 'a\nb' }, 'box')).toBe('pgrestify k?se-? (a?b)');
  });
});
