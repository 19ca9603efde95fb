/** What a branch is compared with, by its name, and who said so: the engine's `BaseRef`. */
export interface BaseRef {
  readonly name: string;
  readonly saidBy: 'NX_BASE' | 'nx.json' | 'default';
}

/** Where nx.json says it; Nx 22 still reads the older place. */
interface BaseOfNxJson {
  readonly defaultBase?: string;
  readonly affected?: { readonly defaultBase?: string };
}

/** The base of `nx affected`, unless an option says another: NX_BASE, else that of nx.json, else `main`. */
export function resolveBaseRef(
  env: Readonly<Record<string, string | undefined>>,
  { defaultBase, affected }: BaseOfNxJson = {},
): BaseRef {
  // Nx takes an empty variable for none.
  if (env.NX_BASE) return { name: env.NX_BASE, saidBy: 'NX_BASE' };
  const name = defaultBase ?? affected?.defaultBase;
  return name === undefined ? { name: 'main', saidBy: 'default' } : { name, saidBy: 'nx.json' };
}
