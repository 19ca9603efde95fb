DROP FUNCTION private.badge_label(bigint) CASCADE;
