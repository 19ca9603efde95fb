DROP TABLE private.queue CASCADE;
