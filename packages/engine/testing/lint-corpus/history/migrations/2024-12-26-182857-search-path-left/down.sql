DROP TABLE private.flags;
