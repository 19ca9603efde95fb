-- Runs last, and only with --include-test-data: rows to develop with. Can be repeated.
INSERT INTO users (id, email, first_name, last_name, role) VALUES
  ('11111111-1111-4111-8111-111111111111', 'ada@example.com', 'Ada', 'Lovelace', 'admin'),
  ('22222222-2222-4222-8222-222222222222', 'grace@example.com', 'Grace', 'Hopper', 'user')
ON CONFLICT DO NOTHING;

INSERT INTO posts (id, title, content, author_id, published) VALUES
  ('33333333-3333-4333-8333-333333333333', 'Hello', 'The first post.', '11111111-1111-4111-8111-111111111111', true),
  ('44444444-4444-4444-8444-444444444444', 'Draft', 'Not ready.', '22222222-2222-4222-8222-222222222222', false)
ON CONFLICT DO NOTHING;

INSERT INTO comments (id, content, post_id, author_id) VALUES
  ('55555555-5555-4555-8555-555555555555', 'Welcome!', '33333333-3333-4333-8333-333333333333',
    '22222222-2222-4222-8222-222222222222')
ON CONFLICT DO NOTHING;
