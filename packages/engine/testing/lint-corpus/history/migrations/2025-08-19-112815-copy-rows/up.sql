COPY countries (code, name, vat_rate) FROM stdin;
PT	Portugal; ALTER TABLE x	23
NL	Netherlands	21
\.
