import { parseColumns } from './columns/column';
import { parseForeignKeys } from './foreign-key';

const columns = parseColumns({ option: '--columns', text: 'post_id:uuid!,author_id:uuid,"Odd":int' });
const parse = (text: string) => parseForeignKeys({ option: '--foreign-keys', text }, columns);

it.each([
  ['author_id:users(id)', { column: 'author_id', table: 'users', referencedColumn: 'id', onDelete: undefined }],
  ['author_id:users', { column: 'author_id', table: 'users', referencedColumn: undefined, onDelete: undefined }],
  [
    'author_id : UserProfile ( id ) ON  DELETE set null',
    { column: 'author_id', table: 'user_profile', referencedColumn: 'id', onDelete: 'SET NULL' },
  ],
  [
    '"Odd":"Users"("Id") on delete cascade',
    { column: 'Odd', table: 'Users', referencedColumn: 'Id', onDelete: 'CASCADE' },
  ],
])('reads %s', (text, key) => {
  expect(parse(text)).toEqual([key]);
});

it('reads several, in order', () => {
  expect(parse('post_id:posts(id) on delete restrict,author_id:users(id)').map(({ column }) => column)).toEqual([
    'post_id',
    'author_id',
  ]);
});

it.each([
  ['owner_id:users(id)', '--columns has no owner_id'],
  ['author_id', 'a colon and a table are expected'],
  ['author_id:', 'a name is expected'],
  ['author_id:users(id', 'missing )'],
  ['author_id:users(id) on update cascade', 'this is not understood'],
  ['author_id:users(id); DROP TABLE users', 'this is not understood'],
  ['author_id:users(a,b)', 'a closing parenthesis is expected'],
  ['post_id:posts(id) on delete set null', 'cannot be set to null'],
  ['author_id:users(id),author_id:posts(id)', 'has a foreign key already'],
])('refuses %s', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});
