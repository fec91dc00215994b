SELECT name FROM device WHERE id = x'00112233445566778899aabbccddeeff' ==> SELECT name FROM device WHERE id = '00112233-4455-6677-8899-aabbccddeeff'
