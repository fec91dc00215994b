SELECT id, a, b FROM odd ORDER BY id
