SELECT 1 \g out.txt
; SELECT 2;