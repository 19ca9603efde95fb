SELECT E'a'
  'b\';'