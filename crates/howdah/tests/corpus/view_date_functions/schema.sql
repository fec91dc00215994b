-- item: 97
CREATE TABLE stay (id INTEGER PRIMARY KEY, arrival TEXT, departure TEXT, booked INTEGER);
CREATE VIEW nights AS SELECT id, julianday(departure) - julianday(arrival) AS nights, date(arrival) AS day, time(arrival) AS clock, datetime(arrival, '+1 day', 'start of month') AS month FROM stay;
CREATE VIEW parts AS SELECT id, strftime('%Y', arrival) AS y, strftime('%m', arrival) AS m, strftime('%w', arrival) AS dow, strftime('%j', arrival) AS doy, strftime('%s', arrival) AS sec, strftime('%H:%M', arrival) AS hm, CAST(strftime('%d', arrival) AS INTEGER) AS d FROM stay;
CREATE VIEW booked_at AS SELECT id, datetime(booked, 'unixepoch') AS at, date(booked, 'unixepoch', '+1 month') AS later, unixepoch(arrival) AS sec FROM stay;
INSERT INTO stay VALUES (1, '2024-02-29 14:30:00', '2024-03-02 10:00:00', 1709208000), (2, '2023-12-31', '2024-01-01', 0), (3, NULL, NULL, NULL), (4, 'no date', '', -1);
