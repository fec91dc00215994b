SELECT shop, cents, total, mean, rate, lo, hi, n, paid FROM summary WHERE shop IS NOT NULL ORDER BY shop
SELECT s, t, n, m FROM nothing_at_all
SELECT paid, open_, big FROM filtered
