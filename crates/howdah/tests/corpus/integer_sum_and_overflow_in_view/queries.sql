SELECT account, cents, moves FROM balance ORDER BY account
SELECT id, twice, rest, back FROM doubled ORDER BY id
