/** Names of projects in an option, between commas. */
export function parseNames(names: string | undefined): readonly string[] {
  return (names ?? '').split(',').map((name) => name.trim());
}
