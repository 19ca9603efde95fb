SELECT E'a'
  'b\';' ; SELECT E'a' 	

 'c\';';
