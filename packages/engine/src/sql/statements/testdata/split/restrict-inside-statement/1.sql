SELECT
\restrict x
1