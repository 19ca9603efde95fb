import fc from 'fast-check';

/**
 * `fast-check` with the same cases in every run, so that `npm test` does not fail for what nobody changed.
 * PGRESTIFY_PROPERTY_SEED is another seed, `random` a fresh one each time; a failure names the one it had.
 */
const { PGRESTIFY_PROPERTY_SEED = '1' } = process.env;
if (PGRESTIFY_PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(PGRESTIFY_PROPERTY_SEED) });

export default fc;
