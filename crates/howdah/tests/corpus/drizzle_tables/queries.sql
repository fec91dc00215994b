SELECT id, handle, plan, verified FROM account ORDER BY id
SELECT count(*) FROM account WHERE created_at > 1700000000
