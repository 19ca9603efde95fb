CREATE FUNCTION private.badge_label(badge bigint) RETURNS text
  LANGUAGE sql STABLE SET search_path = ''
AS $$ SELECT label FROM public.badges WHERE id = badge $$;
CREATE VIEW private.badge_labels WITH (security_invoker = true) AS SELECT id, private.badge_label(id) AS label FROM badges;
