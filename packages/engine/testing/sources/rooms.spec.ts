import { findImportCircle } from './find-circle';
import { readRooms } from './rooms';

const source = (path: string, text = '') => ({ path: `src/${path}`, text });
const rooms = (sources: Parameters<typeof readRooms>[1]) =>
  readRooms('src', sources, { plan: ['sql', 'history/sql'], 'plan/repair': ['plan'], sql: [], history: ['plan'] });

it.each([
  ['at its start', "import { a } from '../history/a';"],
  ['as a type', "import type { A } from '../history/a';"],
  ['for what it does', "import '../history/a';"],
  ['on', "export * from '../history/a';"],
  ['later', "const { a } = require('../history/a') as typeof import('../history/a');"],
  ['later, awaited', "const { a } = await import('../history/a');"],
])('names what a room may not import %s', (_, text) => {
  expect(rooms([source('plan/x.ts', text)]).foreignImports('plan')).toContain('src/plan/x.ts imports history/a');
});

it('takes what a rule names, a part of a room as well, and the room itself', () => {
  const text = "import '../sql/a'; import '../history/sql/b'; import './c';";
  expect(rooms([source('plan/x.ts', text)]).foreignImports('plan')).toEqual([]);
});

it('does not take a room within one for the one around it', () => {
  const inner = source('plan/repair/x.ts', "import '../plan';");
  const outer = source('plan/plan.ts', "import './repair/x';");
  expect(rooms([inner, outer]).foreignImports('plan/repair')).toEqual([]);
  expect(rooms([inner, outer]).foreignImports('plan')).toEqual(['src/plan/plan.ts imports plan/repair/x']);
});

it('lets specs import what they like', () => {
  expect(rooms([source('plan/x.spec.ts', "import '../history/a';")]).foreignImports('plan')).toEqual([]);
});

it('names folders without a rule and rules without a folder', () => {
  expect(
    rooms([source('plan/x.ts'), source('lint/x.ts'), source('index.ts')])
      .unruled()
      .toSorted(),
  ).toEqual(['history', 'lint/x.ts', 'plan/repair', 'sql']);
});

it('finds rooms that stand on each other in turns, but for types', () => {
  const history = source('history/x.ts', "import { y } from '../plan/y';");
  expect(rooms([history, source('plan/y.ts', "import { x } from '../history/x';")]).circle()).toHaveLength(3);
  expect(rooms([history, source('plan/y.ts', "import type { X } from '../history/x';")]).circle()).toEqual([]);
});

it('finds sources that import each other in turns, also as types and by an index', () => {
  const sources = [
    source('a.ts', "import { b } from './b';"),
    source('b/index.ts', "export { c } from './c';"),
    source('b/c.ts', "import type { A } from '../a';"),
  ];
  expect(findImportCircle(sources)).toEqual(['src/a.ts', 'src/b/index.ts', 'src/b/c.ts', 'src/a.ts']);
  expect(findImportCircle(sources.slice(0, 2))).toEqual([]);
});
