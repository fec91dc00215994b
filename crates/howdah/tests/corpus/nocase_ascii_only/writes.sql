INSERT INTO topic (name, grp) VALUES ('alphA', 'Z')
