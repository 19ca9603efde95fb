/** Whose commands are written, and for which database. */
export interface CommandPlace {
  readonly project: string;
  /** The environment's configuration; undefined for the one that is taken unless said. */
  readonly configuration: string | undefined;
  /** Options by which the database was found, as `--docker`. */
  readonly flags: readonly string[];
}

/** A command that can be pasted: `nx run api:repair --missing --configuration=production`. */
export function commandText(targetAndOptions: string, { project, configuration, flags }: CommandPlace): string {
  const suffix = [...(configuration === undefined ? [] : [`--configuration=${configuration}`]), ...flags];
  return [`nx run ${project}:${targetAndOptions}`, ...suffix].join(' ');
}

/**
 * Commands that the engine, which knows no Nx, names in its hints (`repair --missing`), as they are typed here. Only in
 * backticks and with an option, so that a word in backticks of a script's own stays what it is.
 */
export function nameCommands(text: string, place: CommandPlace): string {
  return text.replace(
    /`((?:migrate|rollback|repair|status|validate) --[^`\n]+)`/g,
    (_quoted, command: string) => `\`${commandText(command, place)}\``,
  );
}
