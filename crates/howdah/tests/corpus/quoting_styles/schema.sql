-- item: 56
CREATE TABLE "Order Line" ([Line No] INTEGER PRIMARY KEY, `Unit Price` REAL, 'Text Here' TEXT, Qty INT);
CREATE INDEX [by price] ON "Order Line" ([Unit Price], `Qty`);
CREATE VIEW [Order Sum] AS SELECT [Line No], `Unit Price` * QTY AS "Sum" FROM "order line" WHERE qty > 0;
INSERT INTO "Order Line" VALUES (1, 2.5, 'zwei', 4), (2, -1, '', 0), (3, NULL, NULL, 1);
