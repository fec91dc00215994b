INSERT INTO phrase (lang, words) VALUES ('el', 'γειά')
! INSERT INTO phrase (lang, words) VALUES ('de', 'Grüß Gott')
