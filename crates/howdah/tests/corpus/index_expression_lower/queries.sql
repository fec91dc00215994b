SELECT id FROM account WHERE lower(mail) = 'ada@x'
