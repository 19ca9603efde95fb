import { scriptOfText } from '../script/read-script';
import { namedObjects } from './named-objects';
import { parseScript } from './parse-script';

function names(text: string): readonly string[] {
  return namedObjects(parseScript(scriptOfText(text, 'v.sql', 'repeatable')))
    .map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`))
    .sort();
}

describe('namedObjects', () => {
  it.each([
    ['CREATE OR REPLACE VIEW app.Totals AS SELECT t.id FROM orders t', ['app', 'app.totals', 'orders', 't', 't.id']],
    ['CREATE POLICY "Own Rows" ON public."Users"', ['Own Rows', 'public', 'public.Users']],
    ['GRANT SELECT ON orders, items TO anon', ['anon', 'items', 'orders']],
    ["COMMENT ON TABLE orders IS 'of customers'", ['orders']],
    ['DO $b$ BEGIN CREATE VIEW v AS SELECT 1; END $b$', ['v']],
    ['CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT id FROM hidden $$', ['f']],
    ['SELECT a.b.c', ['a', 'a.b']],
    ['-- CREATE VIEW v', []],
  ])('of `%s` has %j', (text, expected) => {
    expect(names(text)).toEqual(expect.arrayContaining(expected));
    expect(names(text)).not.toContain('hidden');
  });
});
