SELECT E'a' -- and
 'c\';'; SELECT E'a'
 --;
 'c\';';
