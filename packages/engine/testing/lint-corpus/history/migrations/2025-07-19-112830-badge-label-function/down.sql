DROP VIEW private.badge_labels;
DROP FUNCTION private.badge_label(bigint);
