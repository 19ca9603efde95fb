-- pgrestify: irreversible an enum value cannot be taken away
ALTER TYPE payment_method ADD VALUE IF NOT EXISTS 'cash' AFTER 'card';
