DELETE FROM pref WHERE key = 'real'
! INSERT INTO pref VALUES ('int', 2) ==> INSERT INTO pref VALUES ('int', '2')
