CREATE FUNCTION private.is_member(workspace bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = ''
AS $$
  SELECT EXISTS (SELECT FROM public.members m WHERE m.workspace_id = workspace AND m.profile_id = (SELECT auth.uid()))
$$;
REVOKE EXECUTE ON FUNCTION private.is_member(bigint) FROM PUBLIC;
GRANT USAGE ON SCHEMA private TO authenticated;
GRANT EXECUTE ON FUNCTION private.is_member(bigint) TO authenticated;
