SELECT id, ti, tr, ri, rt, nt, nr, tt FROM cast_ ORDER BY id
