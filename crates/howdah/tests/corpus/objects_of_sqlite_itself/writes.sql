INSERT INTO measure (kind) VALUES ('b')
