-- Arrays whose JSON PostgreSQL does not read back as the same array, beside those where it does.
CREATE TYPE pair AS (a integer[], b text);
CREATE DOMAIN triple AS integer[] CHECK (cardinality(VALUE) = 3);
CREATE TABLE lists (
    id integer PRIMARY KEY,
    documents json[],
    binary_documents jsonb[],
    stores hstore[],
    pairs pair[],
    triples triple[],
    shifted integer[],
    shifted_texts text[]
);
INSERT INTO lists VALUES
    (1, ARRAY['{"a":  1}', '[1, 2]']::json[], ARRAY['1', '"x"', '{"b": 1, "a": 2}']::jsonb[],
        ARRAY['a=>1', 'b=>NULL']::hstore[], ARRAY[ROW(ARRAY[1, 2], 'x')::pair, NULL],
        ARRAY['{1,2,3}', '{4,5,6}']::triple[], '{1,2,3}', '{a,b}'),
    -- A JSON null beside no value at all.
    (2, ARRAY['null'::json, NULL, '1'], ARRAY['null'::jsonb, NULL], ARRAY[NULL, '']::hstore[], ARRAY[ROW(NULL, NULL)::pair],
        NULL, '[0:2]={7,8,9}', '[-2:-1]={x,NULL}'),
    -- A list that begins elsewhere inside of a composite.
    (3, ARRAY['[]', '{}']::json[], ARRAY['[[1]]', 'true']::jsonb[], '{}', ARRAY[ROW('[0:1]={7,8}', 'y')::pair],
        ARRAY['{7,8,9}']::triple[], '[3:4][-1:0]={{1,2},{3,4}}', '{}'),
    (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
