SELECT E'a' 	

 'c\';'