-- item: 102
CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT, joined TEXT, fee REAL);
CREATE VIEW z_base AS SELECT id, name, fee * 12 AS year FROM member WHERE name IS NOT NULL;
CREATE VIEW a_top AS SELECT m.name, m.year FROM m_middle m WHERE m.year > 10;
CREATE VIEW m_middle AS SELECT * FROM z_base WHERE id > 0;
INSERT INTO member VALUES (1, 'Ödön', '2024', 1.5), (2, NULL, NULL, 99), (-3, 'minus', '', 7), (4, 'Vier', '2020', 0.5);
