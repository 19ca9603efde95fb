-- Takes the table's rows, indexes, trigger, policies and grants with it.
DROP TABLE tags;
