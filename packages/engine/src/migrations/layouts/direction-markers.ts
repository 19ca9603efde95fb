/** The comment lines by which a tool tells the two directions of one file apart. */
export interface DirectionMarkers {
  readonly tool: string;
  readonly up: RegExp;
  readonly down: RegExp;
}

/** As those tools look for them: at the head of a line, in any case where they take any. The most special first. */
const knownMarkers: readonly DirectionMarkers[] = [
  { tool: 'dbmate', up: /^[ \t]*--\s*migrate:up\b/, down: /^[ \t]*--\s*migrate:down\b/ },
  { tool: 'goose', up: /^[ \t]*--\s*\+goose\s+up\b/i, down: /^[ \t]*--\s*\+goose\s+down\b/i },
  { tool: 'sql-migrate', up: /^[ \t]*--\s*\+migrate\s+up\b/i, down: /^[ \t]*--\s*\+migrate\s+down\b/i },
  { tool: 'micrate', up: /^[ \t]*--\s*\+micrate\s+up\b/i, down: /^[ \t]*--\s*\+micrate\s+down\b/i },
  { tool: 'node-pg-migrate', up: /^[ \t]*--[\s-]*up\s+migration/i, down: /^[ \t]*--[\s-]*down\s+migration/i },
  { tool: 'rambler', up: /^[ \t]*--\s*rambler\s+up\b/i, down: /^[ \t]*--\s*rambler\s+down\b/i },
  { tool: 'tern', up: /^---- create above/, down: /^---- create above \/ drop below ----/ },
  { tool: 'Play evolutions', up: /^[ \t]*(?:#|--)[\s-]*!Ups\b/, down: /^[ \t]*(?:#|--)[\s-]*!Downs\b/ },
  { tool: 'MyBatis Migrations', up: /^[ \t]*--\s*\/\/(?!\s*@undo)/i, down: /^[ \t]*--\s*\/\/\s*@undo\b/i },
];

/** A line that says nothing but the direction: `-- Up`, `--- DOWN ---`, `-- ==== UP ====`, `-- @rollback`. */
const plainMarkers: DirectionMarkers = {
  tool: 'another tool',
  up: /^[ \t]*--[^\p{L}\d]*(?:migrate[ _:-]?)?(?:up|apply)(?:grade)?(?:[ _-]?(?:script|sql|migration))?[^\p{L}\d]*$/iu,
  down: /^[ \t]*--[^\p{L}\d]*(?:migrate[ _:-]?)?(?:down(?:grade)?|undo|rollback|revert)(?:[ _-]?(?:script|sql|migration))?[^\p{L}\d]*$/iu,
};

/** All markers that are known, the most special first. */
export const directionMarkers: readonly DirectionMarkers[] = [...knownMarkers, plainMarkers];

/** The tool whose marker of either direction a text has; undefined for none, and for a line that any tool may have. */
export function toolOfMarkers(text: string): string | undefined {
  return knownMarkers.find(({ up, down }) => [up, down].some((marker) => atAnyLine(marker).test(text)))?.tool;
}

/** The pattern of a line as one that is looked for in a whole text. */
export function atAnyLine({ source, flags }: RegExp): RegExp {
  return new RegExp(source, `${flags}mg`);
}
