-- item: 9
CREATE TABLE invoice (id INTEGER PRIMARY KEY, net DECIMAL(10,2) NOT NULL, rate NUMERIC(5,4), gross DECIMAL);
CREATE VIEW total AS SELECT count(*) AS invoices, sum(net) AS net FROM invoice;
INSERT INTO invoice VALUES (1, 19.5, 0.19, 23.205), (2, 100, 0.0700, 107), (3, -0.25, NULL, NULL);
