CREATE UNIQUE INDEX workspaces_owner_name_key ON workspaces (owner_id, name);
