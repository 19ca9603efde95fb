SELECT 1; -- drafts of before 2020 were agreed to go
