SELECT p.id, k.v FROM post p JOIN post_pkey k ON k.id = p.id
SELECT id, v FROM post_id_seq
