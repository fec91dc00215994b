SELECT id, name FROM node_name ORDER BY id
SELECT id, json(state) FROM node WHERE id IN (1, 4) ORDER BY id ==> SELECT id, state FROM node WHERE id IN (1, 4) ORDER BY id
SELECT hex(props) FROM node WHERE id > 1 ORDER BY id ==> SELECT upper(encode(bytes, 'hex')) FROM howdah.original WHERE column_no = 2 AND class = 4 ORDER BY row_key
SELECT either FROM node WHERE id = 1 ==> SELECT convert_from(bytes, 'UTF8') FROM howdah.original WHERE column_no = 4 AND class = 3
SELECT count(*) FROM node WHERE 0 ==> SELECT count(*) FROM howdah.original WHERE column_no = 3
