INSERT INTO api_key (name) VALUES ('new')
UPDATE api_key SET name = 'random' WHERE name = 'new' AND id <> short AND id = lower(id) AND short = upper(short)
UPDATE api_key SET short = '12345678', raw = x'0000000000000000', id = '00000000000000000000000000000000' WHERE name = 'random' ==> UPDATE api_key SET short = '12345678', raw = '\x0000000000000000', id = '00000000000000000000000000000000' WHERE name = 'random'
