UPDATE comments SET edited_at = created_at WHERE edited_at IS NULL;
