-- item: 57
CREATE TABLE Straße (id INTEGER PRIMARY KEY, "Ä" TEXT, "ä" TEXT);
CREATE TABLE "STRAßE2" (id INTEGER PRIMARY KEY, FooBar TEXT, foo_bar TEXT);
CREATE INDEX Foo ON "STRAßE2" (foobar);
CREATE INDEX "foo " ON "STRAßE2" (foo_bar);
INSERT INTO Straße VALUES (1, 'A', 'a'), (2, NULL, '');
INSERT INTO "STRAßE2" VALUES (1, 'x', 'y');
