CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS payments_reference ON payments (reference);
