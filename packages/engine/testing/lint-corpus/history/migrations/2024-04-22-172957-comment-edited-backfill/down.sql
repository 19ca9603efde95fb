SELECT 1; -- what was filled in stays: nobody can tell it from what was there
