COPY a.b.t FROM stdin;
1
\.
COPY u FROM stdin;
2
\.
