ALTER TABLE private.events_2024 SET SCHEMA public;
