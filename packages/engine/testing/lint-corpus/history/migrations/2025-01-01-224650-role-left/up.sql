SET ROLE authenticated;
SELECT count(*) FROM tasks;
