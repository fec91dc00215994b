SELECT id, cents, cur FROM price ORDER BY id
