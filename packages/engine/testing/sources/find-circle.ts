import { readImports, type Source } from './read-sources';

/** The first circle that is found, its first name again at the end; empty where there is none. Pure. */
export function findCircle(leadsTo: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): readonly string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of leadsTo.get(name) ?? []) {
      const circle = visit(next, [...way, name]);
      if (circle.length > 0) return circle;
    }
    done.add(name);
    return [];
  };
  return [...leadsTo.keys()].map((name) => visit(name, [])).find((circle) => circle.length > 0) ?? [];
}

/** The paths of sources that import each other in turns, types included; empty where none do. Pure. */
export function findImportCircle(sources: readonly Source[]): readonly string[] {
  const paths = new Set(sources.map(({ path }) => path));
  const fileOf = (path: string) => [`${path}.ts`, `${path}/index.ts`].find((each) => paths.has(each)) ?? [];
  return findCircle(new Map(sources.map((source) => [source.path, readImports(source).flatMap(fileOf)])));
}
