/**
 * PostgreSQL majors that a config may name: from the oldest that is supported. One comes out each year, 19 in 2026, so a
 * larger one than this version can live to see is a slip, and no fact to try the files by.
 */
export const majorRange = { oldest: 14, newest: 30 } as const;
