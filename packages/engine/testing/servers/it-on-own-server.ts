import { givenMajor } from './test-majors';

// Of specs alone: the build leaves this file out, since what is published knows no `it`.

/**
 * `it`, for a case that needs a server of its own (its log, its files, a second one, an embedded shadow of its major):
 * skipped, by its name, where a server is given.
 */
export const itOnOwnServer = givenMajor() === undefined ? it : it.skip;
