-- item: 59
-- item: 71
CREATE TABLE gate (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ("open", "shut")), side TEXT CHECK (side <> "none"));
INSERT INTO gate VALUES (1, 'open', 'left'), (2, NULL, ''), (3, 'shut', NULL);
