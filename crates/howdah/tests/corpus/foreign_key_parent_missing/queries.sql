SELECT id, film, critic, stars FROM review ORDER BY id
