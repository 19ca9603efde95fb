import { type RoomRules, readRooms, readSources } from '@pgrestify/engine/testing';

// What the folders of the plugin may lean on. Circles and full folders are looked for beside the engine's.

const leansOn: RoomRules = {
  base: [],
  inference: ['base'],
  guard: ['inference'],
  'hidden-output': ['guard'],
  'feature-document': [],
  executors: ['load-engine', 'feature-document', 'guard', 'base'],
  generators: ['load-engine', 'base'],
  'generators/testing': ['generators'],
  schema: ['feature-document'],
};

const sources = readSources('packages/nx/src');
const rooms = readRooms('packages/nx/src', sources, leansOn);

it('each folder is in a room with such a rule', () => {
  expect(rooms.unruled()).toEqual([]);
});

it.each(Object.keys(leansOn))('%s leans on nothing that leans on it', (room) => {
  expect(rooms.foreignImports(room)).toEqual([]);
});

it('rooms stand on each other in one direction, types apart', () => {
  expect(rooms.circle()).toEqual([]);
});
