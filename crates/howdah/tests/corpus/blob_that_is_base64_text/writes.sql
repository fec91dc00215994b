INSERT INTO ssh_key (pub) VALUES ('\134') ==> INSERT INTO ssh_key (pub) VALUES ('\134')
