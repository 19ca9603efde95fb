-- pgrestify: irreversible an enum value cannot be taken away
ALTER TYPE member_role ADD VALUE IF NOT EXISTS 'guest' BEFORE 'viewer';
