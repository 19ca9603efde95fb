import { listTables } from './list-tables';

describe('listTables', () => {
  it('counts the parts of each table, by name', () => {
    const rows = [
      { kind: 'table', id: 'public.users', definition: { columnOrder: ['id', 'email'], rowSecurity: true } },
      { kind: 'table', id: 'public.posts', definition: {} },
      { kind: 'view', id: 'public.v', definition: { columnOrder: ['id'] } },
      { kind: 'index', id: 'public.users_pkey', definition: { on: 'public.users' } },
      { kind: 'constraint', id: 'users_pkey on public.users', definition: { on: 'public.users' } },
      { kind: 'policy', id: 'a on public.users', definition: { on: 'public.users' } },
      { kind: 'policy', id: 'b on public.users', definition: { on: 'public.users' } },
    ];
    expect(listTables(rows)).toEqual([
      { name: 'public.posts', columns: [], indexes: 0, constraints: 0, policies: 0, rowSecurity: false },
      { name: 'public.users', columns: ['id', 'email'], indexes: 1, constraints: 1, policies: 2, rowSecurity: true },
    ]);
  });
});
