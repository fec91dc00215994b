-- item: 96
CREATE TABLE word (id INTEGER PRIMARY KEY, w TEXT);
CREATE VIEW cut AS SELECT id, substr(w, 2) AS rest, substr(w, -2) AS tail, substr(w, -3, 2) AS mid, substr(w, 0, 3) AS zero, substr(w, 3, -2) AS back, substr(w, 2, 1) AS one FROM word;
CREATE VIEW found AS SELECT id, instr(w, 'b') AS at, length(w) AS len, upper(w) AS up, lower(w) AS low, replace(w, 'b', 'BB') AS rep, trim(w) AS trimmed, ltrim(w, 'a ') AS l, rtrim(w, 'c ') AS r FROM word;
CREATE VIEW codes AS SELECT id, unicode(w) AS code, hex(w) AS hexed, quote(w) AS quoted, char(72, 228, id + 64) AS made, typeof(w) AS kind FROM word;
INSERT INTO word VALUES (1, 'abc'), (2, 'äÖß'), (3, ''), (4, NULL), (5, '  a b c  '), (6, 'it''s'), (7, '日本語');
