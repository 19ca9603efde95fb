import { splitStatements } from '../../sql/statements/split-statements';
import { findBothDirections } from './find-both-directions';

const find = (text: string) => {
  const bytes = Buffer.from(text);
  return findBothDirections(bytes, splitStatements(bytes).statements).map(({ message, offset }) => [
    /file of (.*?):/.exec(message)?.[1],
    text.slice(0, offset).split('\n').length,
  ]);
};

describe('findBothDirections', () => {
  it.each([
    ['dbmate', '-- migrate:up\nCREATE TABLE ä ();\n\n-- migrate:down\nDROP TABLE ä;', 4],
    ['dbmate', '-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down transaction:false\nSELECT 2;', 3],
    ['dbmate', '-- migrate:up\nSELECT 1\n-- migrate:down\nSELECT 2', 3],
    [
      'goose',
      '-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n-- +goose Down\nSELECT 2;',
      5,
    ],
    ['sql-migrate', '-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 2;', 3],
    ['node-pg-migrate', '-- Up Migration\nSELECT 1;\n---- down migration\nSELECT 2;', 3],
    ['tern', 'SELECT 1;\n---- create above / drop below ----\nSELECT 2;', 2],
    ['Play evolutions', '# --- !Ups\nSELECT 1;\n# --- !Downs\nSELECT 2;', 3],
    ['another tool', '-- UP\nSELECT 1;\n-- ==== DOWN ====\nSELECT 2;', 3],
    ['another tool', 'SELECT 1;\n-- @rollback\nSELECT 2;', 2],
    ['another tool', '-- down\nSELECT 2;\n-- up\nSELECT 1;', 1],
  ])('finds the two halves of a file of %s', (tool, text, line) => {
    expect(find(text)).toEqual([[tool, line]]);
  });

  it.each([
    ['no undo below the marker', '-- migrate:up\nSELECT 1;\n-- migrate:down\n'],
    ['only one half', '-- migrate:down\nSELECT 2;'],
    ['a marker in a string', "SELECT '\n-- migrate:down\n'; SELECT 2;"],
    [
      'a marker in a body',
      'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\n-- migrate:down\nSELECT 2 $$; SELECT 1;',
    ],
    ['a marker in copied rows', 'COPY t FROM stdin;\n-- migrate:down\n\\.\nSELECT 2;'],
    ['words of a comment', 'SELECT 1;\n-- rollback would need the table back\nSELECT 2;\n-- scale down\nSELECT 3;'],
    [
      "Liquibase's rollback, a comment as a whole",
      '--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--rollback SELECT 2;\nSELECT 3;',
    ],
  ])('finds none: %s', (_what, text) => {
    expect(find(text)).toEqual([]);
  });
});
