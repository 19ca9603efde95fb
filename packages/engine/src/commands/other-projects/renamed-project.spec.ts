import { createMemoryDatabase, type MemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';

let database: MemoryDatabase;

beforeEach(async () => {
  database = createMemoryDatabase();
  await shop('shop').migrate();
});

/** The files of the shop, under the name that its project has now. */
function shop(project: string): MemoryProject {
  const named = createMemoryProject({ database, project });
  named.write('functions/auth.sql', 'SELECT 0;');
  named.migration('001_prices', 'CREATE TABLE prices ();', 'DROP TABLE prices;');
  named.migration('002_tax', 'UPDATE prices SET price = price * 1.19;');
  return named;
}

const rowsOf = (project: string) =>
  database
    .contents()
    .rows.filter((row) => row.project === project)
    .map(({ id, checksum, appliedOrder, upText }) => ({ id, checksum, appliedOrder, upText }));

describe('a project that was renamed', () => {
  it.each<[string, object]>([
    ['migrate', {}],
    ['migrate --to', { to: '001' }],
    ['migrate --file', { file: 'apps/acme-shop/sql/migrations/002_tax/up.sql' }],
    ['a dry run', { dryRun: true }],
    ['migrate --apart-from another', { apartFrom: 'crm' }],
  ])(
    'does not run its migrations a second time: %s is refused with the way to adopt its history',
    async (_what, options) => {
      const renamed = shop('acme-shop');
      renamed.migration('003_new', 'SELECT 1;');
      const before = database.contents();
      const { refusals } = await renamed.migrate(options);
      expect(refusals.filter(({ code }) => code === 'APPLIED_BY_OTHER')).toMatchObject([
        {
          ids: ['001_prices', '002_tax'],
          message: expect.stringContaining('in the history of project shop'),
          hint: expect.stringContaining('repair --from=shop'),
          waivedBy: '--apart-from=shop',
        },
      ]);
      expect(database.contents()).toBe(before);
      expect((await renamed.status()).notices).toMatchObject([
        { message: expect.stringContaining('repair --from=shop') },
      ]);
    },
  );

  it('is known by most of what it has, also when some was edited, added or is gone', async () => {
    const before = shop('shop');
    for (const id of ['003_c', '004_d']) before.migration(id, `SELECT '${id}';`);
    await before.migrate();
    const renamed = shop('acme-shop');
    renamed.migration('002_tax', 'UPDATE prices SET price = price * 1.2;');
    renamed.migration('003_c', "SELECT '003_c';");
    renamed.migration('005_new', 'SELECT 1;');
    expect(summaryOf(await renamed.migrate()).refusals).toContain('APPLIED_BY_OTHER 001_prices 003_c');
  });

  it('is known by a single migration whose version is a date', async () => {
    const only = (project: string) => {
      const named = createMemoryProject({ database: shared, project });
      named.migration('20240110120000_init', 'SELECT 1;');
      return named;
    };
    const shared = createMemoryDatabase();
    await only('one').migrate();
    expect(summaryOf(await only('other').migrate()).refusals).toEqual(['APPLIED_BY_OTHER 20240110120000_init']);
  });

  it('is none when few are alike, nor when only ids or texts are', async () => {
    const other = createMemoryProject({ database, project: 'crm' });
    other.migration('001_prices', 'CREATE TABLE other ();');
    other.migration('002', 'UPDATE prices SET price = price * 1.19;');
    expect((await other.migrate()).outcome).toBe('succeeded');
    const third = createMemoryProject({ database, project: 'web' });
    for (const id of ['001_prices', '003_c', '004_d', '005_e', '006_f']) third.migration(id, `SELECT '${id}';`);
    third.migration('001_prices', 'CREATE TABLE prices ();');
    expect((await third.migrate()).outcome).toBe('succeeded');
  });

  it('runs them all the same with --apart-from, as a copy has to', async () => {
    expect(summaryOf(await shop('copy').migrate({ apartFrom: 'shop' })).steps).toContain('up 002_tax');
  });

  it('adopts its history by repair --from, when that is confirmed: shown first, recorded, and nothing runs', async () => {
    const crm = createMemoryProject({ database, project: 'crm' });
    crm.migration('001_contacts', 'CREATE TABLE contacts ();');
    await crm.migrate();
    const [theirs, others] = [rowsOf('shop'), rowsOf('crm')];
    const { executed } = database.contents();
    const renamed = shop('acme-shop');
    expect(await renamed.repair({ from: 'shop', dryRun: true })).toMatchObject({ outcome: 'planned' });
    expect((await renamed.repair({ from: 'shop' })).refusals).toMatchObject([{ code: 'CONFIRMATION_REQUIRED' }]);
    expect(rowsOf('shop')).toEqual(theirs);
    expect((await renamed.repair({ from: 'shop', confirm: true })).outcome).toBe('succeeded');
    expect(rowsOf('acme-shop')).toEqual(theirs);
    expect([rowsOf('shop'), rowsOf('crm')]).toEqual([[], others]);
    expect(database.contents().executed).toEqual(executed);
    expect((await renamed.status({ history: true })).events[0]).toMatchObject({
      action: 'repair',
      message: expect.stringContaining('take the history of project shop, 3 scripts, for that of acme-shop'),
    });
    expect((await renamed.migrate()).outcome).toBe('nothing-to-do');
    expect((await renamed.rollback({ to: '001' })).refusals).toMatchObject([{ code: 'DOWN_MISSING' }]);
    expect((await renamed.status()).notices).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['itself', 'acme-shop', 'is this project itself'],
    ['one that has none', 'shopp', 'has no history of a project shopp'],
  ])('adopts no history of %s', async (_what, from, message) => {
    expect((await shop('acme-shop').repair({ from, confirm: true })).refusals).toMatchObject([
      { code: 'OPTION_INVALID', message: expect.stringContaining(message) },
    ]);
  });

  it('adopts none where both have a migration, and lets go of repeatable scripts that both have', async () => {
    const both = shop('acme-shop');
    both.remove('migrations');
    await both.migrate();
    expect((await shop('acme-shop').repair({ from: 'shop', confirm: true })).outcome).toBe('succeeded');
    expect(
      rowsOf('acme-shop')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['001_prices', '002_tax', 'functions/auth.sql']);
    await shop('copy').migrate({ apartFrom: 'acme-shop' });
    expect((await shop('acme-shop').repair({ from: 'copy', confirm: true })).refusals).toMatchObject([
      { code: 'OPTION_INVALID', message: expect.stringContaining('001_prices, 002_tax') },
    ]);
  });

  it('is not taken for a database of another environment', async () => {
    const renamed = createMemoryProject({ database, project: 'acme-shop', environment: 'production' });
    expect((await renamed.repair({ from: 'shop', confirm: true })).refusals).toMatchObject([
      { code: 'STAMP_MISMATCH' },
    ]);
  });
});
