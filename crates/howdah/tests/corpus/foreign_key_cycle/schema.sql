-- item: 68
-- complaint: 25
CREATE TABLE department (id INTEGER PRIMARY KEY, head INTEGER REFERENCES employee (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE employee (id INTEGER PRIMARY KEY, dept INTEGER NOT NULL REFERENCES department (id), boss INTEGER REFERENCES employee (id));
INSERT INTO department VALUES (1, 2), (2, NULL);
INSERT INTO employee VALUES (1, 1, 2), (2, 1, NULL), (3, 2, 3);
