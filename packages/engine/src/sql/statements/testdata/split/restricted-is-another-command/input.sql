\restricted x
