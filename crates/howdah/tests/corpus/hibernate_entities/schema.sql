-- item: 44
CREATE TABLE hibernate_sequence (next_val bigint);
CREATE TABLE customer (id integer, active boolean not null, birthday date, changed timestamp, version integer not null, name varchar(255), primary key (id));
CREATE TABLE customer_phones (customer_id bigint not null, phones varchar(255), foreign key (customer_id) references customer);
INSERT INTO hibernate_sequence VALUES (3);
INSERT INTO customer VALUES (1, 1, 1000000000000, 1704164645678, 0, 'Ada'), (2, 0, 1709164800000, 1704164645000, 7, NULL);
INSERT INTO customer_phones VALUES (1, '+49 1'), (1, '+49 1');
