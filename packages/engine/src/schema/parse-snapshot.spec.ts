import { parseSnapshot } from './parse-snapshot';

describe('parseSnapshot', () => {
  it.each([
    ['as JSON text', '{"owner":"app"}'],
    ['as the driver parsed it', { owner: 'app' }],
  ])('takes the definition %s', (_, definition) => {
    const row = { kind: 'table', id: 'public.t', definition };
    expect(parseSnapshot([row])).toEqual([{ kind: 'table', id: 'public.t', definition: { owner: 'app' } }]);
  });

  it.each([
    ['no object', 'text'],
    ['no kind', { id: 'public.t', definition: {} }],
    ['no id', { kind: 'table', definition: {} }],
    ['no definition', { kind: 'table', id: 'public.t', definition: null }],
    ['a list', { kind: 'table', id: 'public.t', definition: '[]' }],
  ])('refuses a row with %s', (_, row) => {
    expect(() => parseSnapshot([row])).toThrow(TypeError);
  });
});
