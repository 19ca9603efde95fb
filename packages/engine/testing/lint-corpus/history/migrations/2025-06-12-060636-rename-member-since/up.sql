ALTER TABLE members RENAME COLUMN joined_at TO member_since;
