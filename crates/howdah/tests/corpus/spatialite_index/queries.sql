SELECT * FROM idx_other ORDER BY id
