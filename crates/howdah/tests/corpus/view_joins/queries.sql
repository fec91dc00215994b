SELECT p_id, name, note FROM natural_ ORDER BY p_id, note ==> SELECT p_id, name, note FROM natural_ ORDER BY p_id, note NULLS FIRST
SELECT id, name, note FROM using_ ORDER BY id
SELECT name, note FROM comma ORDER BY note
SELECT count(*), count(name), count(note) FROM full_
SELECT n FROM cross_
SELECT name, n, has FROM sub ORDER BY n DESC
