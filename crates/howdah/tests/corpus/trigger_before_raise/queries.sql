SELECT id, owner, cents FROM account ORDER BY id
