REVOKE USAGE ON SCHEMA private FROM authenticated;
DROP FUNCTION private.is_member(bigint);
