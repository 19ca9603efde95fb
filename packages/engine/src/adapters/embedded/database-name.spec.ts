import { databaseNameOf } from './database-name';

describe('the name of a project’s database', () => {
  it.each([
    ['api', 'api'],
    ['blog-api', 'blog_api'],
    ['@shop/api-core', 'shop_api_core'],
    ['apps/Api Server', 'apps_api_server'],
    ['2fa', 'p_2fa'],
  ])('of %s is %s', (project, name) => {
    expect(databaseNameOf(project)).toBe(name);
  });

  it.each(['postgres', 'template0', 'template1', 'приложение', ''])(
    'of %j is not one that the server has',
    (project) => {
      expect(databaseNameOf(project)).toMatch(/^project_([a-z0-9]+_)?[0-9a-f]{8}$/);
    },
  );

  it('is cut to what PostgreSQL keeps, and differs where only the cut part does', () => {
    const [one, other] = ['one', 'other'].map((end) => databaseNameOf(`${'long-'.repeat(20)}${end}`));
    expect(one).toHaveLength(63);
    expect(one).not.toBe(other);
  });
});
