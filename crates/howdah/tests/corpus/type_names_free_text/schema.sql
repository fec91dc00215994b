-- item: 3
-- complaint: 6
CREATE TABLE token (id INTEGER PRIMARY KEY, n UNSIGNED BIG INT, m UNSIGNED MEDIUMINT(8), body LONGTEXT, kind ENUM, tags "TEXT[]", rank NUMBER(10,2), x, "y" "double  precision", z [long varchar], w VARCHAR2(20 ), v CHARACTER VARYING(30));
INSERT INTO token VALUES (1, 5, 7, 'lång', 'a', '{a,b}', 1.25, 'plain', 2.5, 'long', 'w', 'v'), (2, 9223372036854775807, -1, '', '', '[]', 0, 3, -0.25, NULL, NULL, NULL);
