SELECT E'a' -- and
 'c\';'