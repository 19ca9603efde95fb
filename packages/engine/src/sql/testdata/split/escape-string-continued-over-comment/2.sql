SELECT E'a'
 --;
 'c\';'