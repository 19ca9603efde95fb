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
