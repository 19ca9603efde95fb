import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const history = join(__dirname, '../lint-corpus/history');

/**
 * Writes a project of so many migrations: those of the corpus again and again, each time with tables of other names, so
 * that the mix and the sizes are those of a real history. Answers the paths of its scripts, ups and downs.
 */
export function writeWorkload(folder: string, count: number): readonly string[] {
  mkdirSync(join(folder, 'sql'), { recursive: true });
  writeFileSync(join(folder, 'pgrestify.config.json'), '{ "environments": { "development": {} } }');
  cpSync(join(history, 'functions'), join(folder, 'sql/functions'), { recursive: true });
  const ids = readdirSync(join(history, 'migrations')).toSorted();
  const texts = new Map(ids.map((id) => [id, readScripts(id)]));
  const names = new RegExp(`\\b(${tablesOf([...texts.values()].flatMap((scripts) => [...scripts.values()]))})\\b`, 'g');
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const [round, id = ''] = [Math.floor(index / ids.length), ids[index % ids.length]];
    const migration = `${String(index + 1).padStart(5, '0')}-${id.replace(/^[\d-]+-(?=\D)/, '')}`;
    const target = join(folder, 'sql/migrations', migration);
    mkdirSync(target, { recursive: true });
    for (const [name, text] of texts.get(id) ?? []) {
      writeFileSync(join(target, name), round === 0 ? text : text.replace(names, `$1_${round}`));
      paths.push(join(target, name));
    }
  }
  return paths;
}

function readScripts(id: string): ReadonlyMap<string, string> {
  const folder = join(history, 'migrations', id);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function tablesOf(texts: readonly string[]): string {
  const made = texts.flatMap((text) => [...text.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, name = '']) => name));
  return [...new Set(made)].join('|');
}
