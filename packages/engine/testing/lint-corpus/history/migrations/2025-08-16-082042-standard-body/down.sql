DROP FUNCTION private.next_position(bigint);
