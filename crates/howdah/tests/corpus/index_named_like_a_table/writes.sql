INSERT INTO post (slug) VALUES ('')
! INSERT INTO post (slug) VALUES ('a')
! INSERT INTO "Author" (name) VALUES ('x')
INSERT INTO post_id_seq (v) VALUES ('t')
