ALTER TYPE member_role RENAME VALUE 'author' TO 'editor';
