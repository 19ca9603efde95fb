import { toolOfMarkers } from './direction-markers';
import type { ForeignFile } from './foreign-file';

/** What a text says of the tool that made it, where its name does not. */
const contentSigns: readonly (readonly [RegExp, string])[] = [
  [/^--! Previous:/m, 'graphile-migrate'],
  [/^--\s*liquibase formatted sql/im, 'Liquibase'],
  [/^--> statement-breakpoint/m, 'drizzle'],
  [/^-- atlas:/m, 'Atlas'],
];

/** What the files beside one say of its tool. */
const neighbourSigns: readonly (readonly [string, string])[] = [
  ['atlas.sum', 'Atlas'],
  ['meta', 'drizzle'],
  ['flyway.conf', 'Flyway'],
  ['flyway.toml', 'Flyway'],
];

/** Names by which tools tell versions, directions and kinds apart: `V1__x.sql`, `1_x.up.sql`, `001.do.x.sql`. */
const flywayName = /^([vurb])(\d+(?:[._]\d+)*)?__(.*)\.sql$/i;
const directionName = /^(.+?)\.(?:tx\.)?(up|down)\.sql$/i;
const rollbackName = /^(.+?)\.(?:rollback|revert)\.sql$/i;
const postgratorName = /^(.+?)\.(do|undo)(?:\.(.+))?\.sql$/i;
const dashedName = /^(.+?)[-_](up|down)\.sql$/i;

/**
 * Which tool's a .sql file is that stands where this layout has folders, and where its text belongs. `neighbours` are
 * the names beside it; `readText` is asked only where the name alone does not tell. Pure.
 */
export function recogniseFlatFile(
  name: string,
  neighbours: readonly string[],
  readText: () => string,
): Omit<ForeignFile, 'name'> {
  return ofFlyway(name, neighbours) ?? ofDirectionInName(name) ?? ofContent(name, neighbours, readText());
}

function ofFlyway(name: string, neighbours: readonly string[]): Omit<ForeignFile, 'name'> | undefined {
  const [, letter = '', version, description = ''] = flywayName.exec(name) ?? [];
  const tool = 'Flyway';
  switch (letter.toUpperCase()) {
    case 'V':
      return version === undefined ? undefined : { tool, target: `${withoutEnding(name)}/up.sql` };
    case 'U': {
      const undone = neighbours.find((other) => other.toUpperCase().startsWith(`V${version}__`));
      return { tool, target: `${withoutEnding(undone ?? `V${name.slice(1)}`)}/down.sql` };
    }
    case 'R':
      return { tool, target: `../repeatable/${description}.sql` };
    case 'B':
      // A baseline stands for all before it, which are recorded here by an option instead.
      return { tool, target: undefined };
    default:
      return undefined;
  }
}

function ofDirectionInName(name: string): Omit<ForeignFile, 'name'> | undefined {
  const [, dotted, direction] = directionName.exec(name) ?? [];
  if (dotted !== undefined) {
    return { tool: 'golang-migrate or sqlx', target: `${dotted}/${direction?.toLowerCase()}.sql` };
  }
  const [, undone] = rollbackName.exec(name) ?? [];
  if (undone !== undefined) return { tool: 'yoyo', target: `${undone}/down.sql` };
  const [, number, verb, rest] = postgratorName.exec(name) ?? [];
  if (number !== undefined) {
    const folder = rest === undefined ? number : `${number}-${rest}`;
    return { tool: 'Postgrator', target: `${folder}/${verb?.toLowerCase() === 'do' ? 'up' : 'down'}.sql` };
  }
  const [, dashed, way] = dashedName.exec(name) ?? [];
  return dashed === undefined ? undefined : { tool: 'db-migrate', target: `${dashed}/${way?.toLowerCase()}.sql` };
}

function ofContent(name: string, neighbours: readonly string[], text: string): Omit<ForeignFile, 'name'> {
  const folder = withoutEnding(name);
  const ofMarkers = toolOfMarkers(text);
  if (ofMarkers !== undefined) return { tool: ofMarkers, target: `${folder}/up.sql and ${folder}/down.sql` };
  const ofText = contentSigns.find(([sign]) => sign.test(text))?.[1];
  const tool = ofText ?? neighbourSigns.find(([file]) => neighbours.includes(file))?.[1] ?? ofStamp(name);
  return { tool, target: `${folder}/up.sql` };
}

/** Fourteen digits and an underscore before a name: the form of several tools, one of which most have it from. */
function ofStamp(name: string): string | undefined {
  return /^\d{14}_/.test(name) ? 'the Supabase CLI or sqlx' : undefined;
}

function withoutEnding(name: string): string {
  return name.replace(/\.sql$/i, '');
}
