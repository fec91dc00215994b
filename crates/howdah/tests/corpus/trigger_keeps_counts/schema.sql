-- item: 101
-- item: 95
CREATE TABLE poll (id INTEGER PRIMARY KEY, title TEXT, votes INTEGER NOT NULL DEFAULT 0, mean REAL);
CREATE TABLE vote (poll INTEGER NOT NULL, who TEXT NOT NULL, stars INTEGER, PRIMARY KEY (poll, who)) WITHOUT ROWID;
CREATE TRIGGER vote_in AFTER INSERT ON vote BEGIN UPDATE poll SET votes = (SELECT count(*) FROM vote WHERE vote.poll = NEW.poll), mean = (SELECT avg(stars) FROM vote v WHERE v.poll = NEW.poll) WHERE id = NEW.poll; END;
CREATE TRIGGER vote_out AFTER DELETE ON vote BEGIN UPDATE poll SET votes = votes - 1, mean = CASE votes WHEN 1 THEN NULL ELSE (SELECT sum(stars) * 1.0 / count(stars) FROM vote v WHERE v.poll = OLD.poll) END WHERE id = OLD.poll; END;
INSERT INTO poll (id, title) VALUES (1, 'Essen'), (2, 'Größe');
INSERT INTO vote VALUES (1, 'a', 5), (1, 'b', 2), (2, 'ä', NULL);
