SELECT code, name, iso FROM title ORDER BY id
SELECT id FROM title WHERE length(code) > 3
