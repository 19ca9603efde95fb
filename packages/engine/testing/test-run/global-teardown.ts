import { findLeftovers } from './leftovers';

/** After the last spec: fails the run, by name, when it left anything. */
export default async function globalTeardown(): Promise<void> {
  const left = await findLeftovers();
  if (left.length > 0) throw new Error(`Left behind:\n${left.join('\n')}`);
}
