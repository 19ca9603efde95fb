import type { ParsedScript } from '../../migrations/migration';

/**
 * Names of the extensions that the statements of a script make, each once: a server that does not have them fails there,
 * also with IF NOT EXISTS. What a DO block makes is not looked for. Pure.
 */
export function madeExtensions({ script: { text }, statements }: ParsedScript): readonly string[] {
  if (!text) return [];
  const names = statements
    .filter(({ words }) => words[0] === 'CREATE' && words[1] === 'EXTENSION')
    .flatMap(({ start, end }) => nameIn(text.toString('utf8', start, end)) ?? []);
  return [...new Set(names)];
}

const createExtension = /^create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"((?:[^"]|"")+)"|([\p{L}\w$]+))/iu;

/** Undefined where a comment stands in between. */
function nameIn(statement: string): string | undefined {
  const [, quoted, plain] = createExtension.exec(statement) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
}
