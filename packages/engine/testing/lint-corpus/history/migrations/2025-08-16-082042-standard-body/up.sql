CREATE FUNCTION private.next_position(project bigint) RETURNS bigint
  LANGUAGE sql STABLE SET search_path = ''
BEGIN ATOMIC
  SELECT coalesce(max(t.position), 0) + 1 FROM public.tasks t WHERE t.project_id = project;
END;
