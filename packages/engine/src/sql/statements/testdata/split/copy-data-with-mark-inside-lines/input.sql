COPY t FROM stdin;
a\.
\.b
\\.
\.
SELECT 1;