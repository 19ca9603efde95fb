UPDATE notes SET body = lower(body), body = trim(body) WHERE body <> '';
