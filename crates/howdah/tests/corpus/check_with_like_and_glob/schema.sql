-- item: 71
-- item: 93
CREATE TABLE contact (id INTEGER PRIMARY KEY, mail TEXT CHECK (mail LIKE '%_@_%'), zip TEXT CHECK (zip GLOB '[0-9][0-9][0-9][0-9][0-9]'), site TEXT CHECK (site LIKE 'HTTP%' AND site NOT LIKE '% %'), code TEXT CHECK (code NOT GLOB '*[^A-Z]*'));
INSERT INTO contact VALUES (1, 'a@b', '01234', 'https://x', 'ABC'), (2, 'ä@ö', NULL, NULL, ''), (3, NULL, '99999', 'http', NULL);
