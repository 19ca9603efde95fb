import { deriveAddColumn } from './add-column';

const derive = (column: string) => deriveAddColumn({ table: 'users', column });

it.each([
  ['phone:text', 'phone text', undefined],
  ['price:numeric(10,2)=0!', 'price numeric(10,2) DEFAULT 0 NOT NULL', undefined],
  ['seen_at:timestamptz=now()!', 'seen_at timestamptz DEFAULT now() NOT NULL', undefined],
  ['token:uuid=gen_random_uuid()', 'token uuid', 'gen_random_uuid()'],
])('adds %s without rewriting the table', (column, definition, laterDefault) => {
  expect(derive(column)).toMatchObject({ table: 'users', definition, laterDefault });
});

it.each([
  ['phone:text!', 'as not null without a default'],
  ['token:uuid=gen_random_uuid()!', 'differs from row to row'],
  ['email:text unique', 'as unique'],
  ['n:serial', 'rewrites the table'],
  ['a:int,b:int', 'only one column'],
  ['', 'a column is expected'],
])('refuses %s', (column, message) => {
  expect(() => derive(column)).toThrow(message);
});
