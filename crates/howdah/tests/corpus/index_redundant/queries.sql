SELECT v FROM entry WHERE code = 'a'
