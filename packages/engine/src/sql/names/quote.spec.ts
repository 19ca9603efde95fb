import { EngineError } from '../../errors';
import { alwaysQuoteIdentifier, quoteIdentifier, quoteLiteral } from './quote';

describe('quoteIdentifier', () => {
  it.each([
    ['posts', 'posts'],
    ['_private1', '_private1'],
    ['name', 'name'],
    ['Posts', '"Posts"'],
    ['1st', '"1st"'],
    ['two words', '"two words"'],
    ['we"ird', '"we""ird"'],
    ['größe', '"größe"'],
    ['a$b', '"a$b"'],
    ['user', '"user"'],
    ['order', '"order"'],
    ['between', '"between"'],
    ['verbose', '"verbose"'],
  ])('writes %s as %s', (name, sql) => {
    expect(quoteIdentifier(name)).toBe(sql);
  });

  it.each(['', 'nul\0', '\ud83d'])('refuses what no name can be: %j', (name) => {
    expect(() => quoteIdentifier(name)).toThrow(EngineError);
  });
});

describe('alwaysQuoteIdentifier', () => {
  it('quotes a name that needs no quotes', () => {
    expect(alwaysQuoteIdentifier('posts')).toBe('"posts"');
  });
});

describe('quoteLiteral', () => {
  it.each([
    ['', "''"],
    ["it's", "'it''s'"],
    ['a\\b', "E'a\\\\b'"],
    ["\\'", "E'\\\\'''"],
    ['line\nbreak', "'line\nbreak'"],
  ])('writes %j as %s', (value, sql) => {
    expect(quoteLiteral(value)).toBe(sql);
  });

  it.each(['nul\0', '\udc00x'])('refuses what cannot be sent: %j', (value) => {
    expect(() => quoteLiteral(value)).toThrow(EngineError);
  });
});
