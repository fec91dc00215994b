SELECT id, length(t) FROM odd ORDER BY t
