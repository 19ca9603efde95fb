import { describeService } from './ci-service';

const github = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SHA: 'abc',
};
const gitlab = { GITLAB_CI: 'true', CI_PROJECT_URL: 'https://gitlab.com/acme/shop', CI_COMMIT_SHA: 'abc' };

it.each([
  ['GitHub', github, { annotations: 'github', sourceUrl: 'https://github.com/acme/shop/blob/abc' }],
  ['GitHub without a commit', { ...github, GITHUB_SHA: '' }, { annotations: 'github', sourceUrl: undefined }],
  ['GitLab', gitlab, { annotations: 'none', sourceUrl: 'https://gitlab.com/acme/shop/-/blob/abc' }],
  ['no service', {}, { annotations: 'none', sourceUrl: undefined }],
  ['one that is turned off', { GITHUB_ACTIONS: 'false' }, { annotations: 'none', sourceUrl: undefined }],
])('%s is known by its variables', (_name, env, service) => {
  expect(describeService(env)).toEqual(service);
});
