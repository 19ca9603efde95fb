import { moveRequirements } from './move-requirements';

const renamed = {
  project: 'api',
  ids: [{ from: '2026-01-03-posts', to: '2026-02-03-040506-posts' }],
  others: ['2026-01-01-users', '2026-01-05-tags'],
};

it.each([
  [
    '-- pgrestify: requires api:2026-01-03-posts\nSELECT 1;',
    '-- pgrestify: requires api:2026-02-03-040506-posts\nSELECT 1;',
  ],
  ['-- pgrestify: requires api:20260103', '-- pgrestify: requires api:20260203040506'],
  [
    '\uFEFF-- Users.\r\n--pgrestify:  requires  api:2026-01-03\r\n',
    '\uFEFF-- Users.\r\n--pgrestify:  requires  api:20260203040506\r\n',
  ],
  ['-- pgrestify: requires api:202601', '-- pgrestify: requires api:202601'],
  ['-- pgrestify: requires api:2026-01-05-tags', '-- pgrestify: requires api:2026-01-05-tags'],
  ['-- pgrestify: requires crm:2026-01-03-posts', '-- pgrestify: requires crm:2026-01-03-posts'],
  ['SELECT 1; -- requires api:2026-01-03-posts', 'SELECT 1; -- requires api:2026-01-03-posts'],
])('of %j becomes %j', (text, moved) => {
  expect(moveRequirements(text, renamed)).toBe(moved);
});
