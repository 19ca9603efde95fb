import { databaseNameOf } from './database-name';

describe('the name of a project’s database', () => {
  it.each([
    ['api', 'api'],
    ['blog-api', 'blog-api'],
    ['@shop/api-core', 'api-core'],
    ['2fa', '2fa'],
    ['приложение', 'приложение'],
  ])('of %s is %s', (project, name) => {
    expect(databaseNameOf(project)).toBe(name);
  });

  it.each(['template0', '@shop/template1', ''])('of %j is not one that the server has', (project) => {
    expect(databaseNameOf(project)).toMatch(/^project_[0-9a-f]{8}$/);
  });

  it.each(['long-', 'ж'])(
    'is cut to the bytes that PostgreSQL keeps, and differs where only the cut part does: %s',
    (part) => {
      const [one, other] = ['one', 'other'].map((end) => databaseNameOf(`${part.repeat(40)}${end}`));
      expect(Buffer.byteLength(one ?? '')).toBeLessThanOrEqual(63);
      expect(one).not.toContain('\ufffd');
      expect(one).not.toBe(other);
    },
  );
});
