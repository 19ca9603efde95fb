import { defaultMajor, type EmbeddedMajor, newestPackageVersions } from '../../src/adapters/embedded/binaries/majors';

/** A major that a spec can ask for: those of the embedded server, or that of a given server. */
export type TestMajor = number;

/** The major of the server that is given by `PGRESTIFY_TEST_SERVER_URL`; undefined when none is. */
export function givenMajor(): TestMajor | undefined {
  const major = process.env.PGRESTIFY_TEST_SERVER_MAJOR;
  return major === undefined ? undefined : Number(major);
}

/**
 * The majors that a suite runs on: those that it names, or the given server's alone. Every suite that is a suite a major
 * asks this, so that it runs on a server that the embedded packages do not have yet.
 */
export function testMajors(...majors: readonly EmbeddedMajor[]): readonly TestMajor[] {
  const given = givenMajor();
  return given === undefined ? majors : [given];
}

/** Throws when no package has a server of the major. */
export function requireEmbeddedMajor(major: TestMajor): EmbeddedMajor {
  if (!isEmbedded(major)) throw new Error(`No package has a server of PostgreSQL ${major}; give one by its URL.`);
  return major;
}

function isEmbedded(major: number): major is EmbeddedMajor {
  return Object.hasOwn(newestPackageVersions, major);
}

/** Whether a server of the major (the one that specs get when they name none) lets `standard_conforming_strings` be off: 19 answers 0A000. */
export function canEscapeInPlainStrings(major: TestMajor = givenMajor() ?? defaultMajor): boolean {
  return major < 19;
}
