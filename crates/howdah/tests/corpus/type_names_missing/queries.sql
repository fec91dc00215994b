SELECT k, v, w FROM bag ORDER BY k
