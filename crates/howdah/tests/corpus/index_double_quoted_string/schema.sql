-- item: 59
CREATE TABLE mail (id INTEGER PRIMARY KEY, folder TEXT, subject TEXT);
CREATE INDEX inbox ON mail (subject) WHERE folder = "inbox";
CREATE UNIQUE INDEX one_trash ON mail (subject || "!") WHERE folder = "trash";
INSERT INTO mail VALUES (1, 'inbox', 'a'), (2, 'inbox', 'a'), (3, 'trash', 'ä'), (4, NULL, NULL);
