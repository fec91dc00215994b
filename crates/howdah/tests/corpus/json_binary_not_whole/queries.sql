SELECT id, hex(plain) FROM thing WHERE id < 3 ORDER BY id ==> SELECT id, upper(encode(plain, 'hex')) FROM thing WHERE id < 3 ORDER BY id
