-- \i a
SELECT '\i', $$\i$$ /* \i */;