SELECT lot, who, cents FROM best ORDER BY lot
SELECT lot, n FROM busy ORDER BY lot
SELECT first, s FROM by_alias ORDER BY first
