/** Options of `nx g @pgrestify/nx:restamp`; see schema.json. */
export interface RestampGeneratorOptions {
  readonly project?: string;
  readonly base?: string;
}
