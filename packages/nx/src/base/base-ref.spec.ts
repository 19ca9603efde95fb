import { resolveBaseRef } from './base-ref';

it.each<[string, Parameters<typeof resolveBaseRef>, ReturnType<typeof resolveBaseRef>]>([
  ['main', [{}], { name: 'main', saidBy: 'default' }],
  ['that of nx.json', [{}, { defaultBase: 'trunk' }], { name: 'trunk', saidBy: 'nx.json' }],
  ['that of the older place', [{}, { affected: { defaultBase: 'trunk' } }], { name: 'trunk', saidBy: 'nx.json' }],
  ['NX_BASE over these', [{ NX_BASE: 'abc' }, { defaultBase: 'trunk' }], { name: 'abc', saidBy: 'NX_BASE' }],
  ['none of an empty NX_BASE', [{ NX_BASE: '' }], { name: 'main', saidBy: 'default' }],
])('the base is %s', (_what, given, expected) => {
  expect(resolveBaseRef(...given)).toEqual(expected);
});
