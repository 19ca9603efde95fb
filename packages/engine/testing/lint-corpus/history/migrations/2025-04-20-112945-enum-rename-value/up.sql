ALTER TYPE member_role RENAME VALUE 'editor' TO 'author';
