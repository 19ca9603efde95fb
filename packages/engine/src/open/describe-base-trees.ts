/** For a process of its own that asks git and nothing else; see `describeBaseTrees`. Loads nothing of the engine. */
export { describeBaseTrees } from '../adapters/git/base-trees';
