DROP INDEX workspaces_owner_name_key;
