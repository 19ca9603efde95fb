import type { ErrorReport } from '../../errors';

/**
 * What a server answers to SQL of another major: 42601 syntax, 42883, 42704, 42P01 and 42703 for functions, types,
 * settings, system views and columns that it does not have, 0A000, 22023 and 42809 for what it does not do yet.
 */
const unknownToServer: ReadonlySet<string> = new Set([
  '42601',
  '42883',
  '42704',
  '42P01',
  '42703',
  '0A000',
  '22023',
  '42809',
]);

/** The error of a script on a shadow, with the word that another major may know what this one does not. Pure. */
export function explainMajor(error: ErrorReport, major: number): ErrorReport {
  if (error.sqlState === undefined || !unknownToServer.has(error.sqlState)) return error;
  const hint = `The shadow is PostgreSQL ${major}; if another major takes this, set \`postgres\` of the environments, or \`shadow.major\`, in the config.`;
  return { ...error, hint: error.hint === undefined ? hint : `${error.hint} ${hint}` };
}
