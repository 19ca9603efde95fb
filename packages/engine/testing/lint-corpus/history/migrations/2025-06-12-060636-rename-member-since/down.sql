ALTER TABLE members RENAME COLUMN member_since TO joined_at;
