import { relative } from 'node:path';
import { findCircle } from './find-circle';
import { isSpec, readImports, type Source } from './read-sources';

/**
 * Rooms of a package, by their paths below its `src`, and what each may import of it, itself apart; single files go by
 * their names. A room within a room is named where it has a rule of its own; else it belongs to the one around it.
 */
export type RoomRules = Readonly<Record<string, readonly string[]>>;

/** The sources of a package as rooms. Specs are in rooms, but may import what they like. */
export interface Rooms {
  /** The innermost room that a source is in. A file at the top is a room by itself. */
  readonly roomOf: (source: Source) => string;
  /** Sources in a folder that no rule is for, and rules that no source is under. */
  readonly unruled: () => readonly string[];
  /** Imports of a room that its rule does not name, as `a.ts imports b`. */
  readonly foreignImports: (room: string) => readonly string[];
  /** Rooms that stand on each other in turns, types apart; empty where none do. */
  readonly circle: () => readonly string[];
  /** Sources that import something out of a folder below `src`. */
  readonly importersOf: (folder: string) => readonly Source[];
}

/** Whether a path below `src` is that of a room, or in it. */
export function isWithin(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

/** Reads the rooms of a package off its sources. Pure. */
export function readRooms(sourcePath: string, sources: readonly Source[], leansOn: RoomRules): Rooms {
  const rules = Object.keys(leansOn).toSorted((one, other) => other.length - one.length);
  const placeOf = ({ path }: Source) => relative(sourcePath, path);
  const importsOf = (source: Source) => readImports(source).map((path) => relative(sourcePath, path));
  const innermost = (path: string) => rules.find((room) => isWithin(path, room)) ?? path;
  const roomOf = (source: Source) => innermost(placeOf(source));
  const product = sources.filter((source) => !isSpec(source));
  return {
    roomOf,
    unruled: () => [
      ...sources.map(placeOf).filter((path) => path.includes('/') && innermost(path) === path),
      ...rules.filter((room) => !sources.some((source) => roomOf(source) === room)),
    ],
    foreignImports: (room) => {
      const allowed = [room, ...(leansOn[room] ?? [])];
      // A rule may name a part of a room, but with a room it does not name the rooms within.
      const mayImport = (path: string) => {
        const other = innermost(path);
        return allowed.some((each) => each === other || (isWithin(each, other) && isWithin(path, each)));
      };
      return product
        .filter((source) => roomOf(source) === room)
        .flatMap((source) => importsOf(source).map((path) => ({ source, path })))
        .filter(({ path }) => !mayImport(path))
        .map(({ source, path }) => `${source.path} imports ${path}`);
    },
    circle: () => {
      const edges = product.map(withoutTypes).flatMap((source) => {
        const room = roomOf(source);
        return importsOf(source).map((path) => ({ room, below: innermost(path) }));
      });
      const below = (room: string) => edges.flatMap((each) => (each.room === room ? [each.below] : []));
      return findCircle(new Map(edges.map(({ room }) => [room, below(room).filter((other) => other !== room)])));
    },
    importersOf: (folder) => product.filter((source) => importsOf(source).some((path) => isWithin(path, folder))),
  };
}

function withoutTypes({ path, text }: Source): Source {
  return { path, text: text.replaceAll(/^import type [^;]*;/gm, '') };
}
