SELECT state, side FROM gate ORDER BY id
