import type { Base, BaseReading, BaseRef } from '../../ports';
import { parseObjects } from './git-objects';
import type { Git } from './run-git';

/** The commits that a branch is compared with; or why they are not known, as the end of a sentence. */
export type BaseCommits =
  | {
      readonly known: true;
      /** The ref that was taken: `origin/main` where `main` is not here, or is older. */
      readonly ref: string;
      /** The newest commit that HEAD and the ref have in common. */
      readonly fork: string;
      /** The commit of the ref. */
      readonly tip: string;
      readonly head: Base['head'];
    }
  | Pick<Extract<BaseReading, { known: false }>, 'known' | 'why' | 'because'>;

/** Finds them as `nx affected` does: the merge base of HEAD and the ref. Changes nothing, and fetches nothing. */
export function findCommits(ref: BaseRef, git: Git): BaseCommits {
  const { name } = ref;
  if (!/^[^\s\p{Cc}]+$/u.test(name)) return unknown(`${JSON.stringify(name)} is no name of a commit`);
  const remote = `origin/${name}`;
  const answer = git(
    ['cat-file', '--batch-check'],
    ['HEAD', name, remote].map((each) => `${each}^{commit}\n`).join(''),
  );
  if (!answer.ok)
    return unknown(answer.why, answer.why.startsWith('not a git repository') ? 'no-history' : 'not-found');
  const [head, own, other] = parseObjects(answer.stdout);
  if (head === undefined) return unknown('there is no commit yet', 'no-history');
  const taken = own !== undefined && !isBehind(own, other, ref, git) ? own : other;
  if (taken === undefined) return unknown(`git knows neither ${name} nor ${remote}`);
  const found = { ref: taken === own ? name : remote, tip: taken };
  if (head === taken) return { known: true, ...found, fork: head, head: 'at-base' };
  const common = git(['merge-base', taken, head]);
  if (common.ok) {
    return { known: true, ...found, fork: common.stdout.toString('utf8').trim(), head: 'beside-base' };
  }
  return unknown(common.status === 1 ? whyNothingInCommon(found.ref, git) : common.why);
}

/** Of a name that nobody gave for this command: a local branch that was not pulled since is older than what others have. */
function isBehind(own: string, other: string | undefined, { saidBy }: BaseRef, git: Git): boolean {
  switch (saidBy) {
    case 'option':
    case 'NX_BASE':
      return false;
    case 'nx.json':
    case 'default':
      return other !== undefined && own !== other && git(['merge-base', '--is-ancestor', own, other]).ok;
  }
}

function whyNothingInCommon(ref: string, git: Git): string {
  const shallow = git(['rev-parse', '--is-shallow-repository']);
  const isShallow = shallow.ok && shallow.stdout.toString('utf8').trim() === 'true';
  const cut = isShallow ? '; this clone is shallow: fetch its whole history (fetch-depth: 0)' : '';
  return `HEAD and ${ref} have no commit in common${cut}`;
}

function unknown(why: string, because: 'no-history' | 'not-found' = 'not-found'): BaseCommits {
  return { known: false, why, because };
}
