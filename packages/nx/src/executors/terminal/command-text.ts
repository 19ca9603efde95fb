/** Whose commands are written, and for which database. */
export interface CommandPlace {
  readonly project: string;
  /** The environment's configuration; undefined for the one that is taken unless said. */
  readonly configuration: string | undefined;
  /** Options by which the database was found, as `--docker`. */
  readonly flags: readonly string[];
  /** What the project calls its targets, by the commands that they run; those that are not in it are called as these. */
  readonly targetNames?: ReadonlyMap<string, string>;
}

/** A command that can be pasted: `nx run api:repair --missing --configuration=production` for `repair --missing`. */
export function commandText(commandAndOptions: string, place: CommandPlace): string {
  const { project, configuration, flags, targetNames } = place;
  const suffix = [...(configuration === undefined ? [] : [`--configuration=${configuration}`]), ...flags];
  const named = commandAndOptions.replace(/^[\w-]+/, (command) => targetNames?.get(command) ?? command);
  return [`nx run ${project}:${named}`, ...suffix].join(' ');
}

/**
 * Commands that the engine, which knows no Nx, names in its hints (`repair --missing`), as they are typed here. Only in
 * backticks and with an option, so that a word in backticks of a script's own stays what it is.
 */
export function nameCommands(text: string, place: CommandPlace): string {
  return text.replace(
    /`((?:migrate|rollback|repair|status|validate|types) --[^`\n]+)`/g,
    (_quoted, command: string) => `\`${commandText(command, place)}\``,
  );
}
