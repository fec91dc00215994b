SELECT id, name, stripes, weight, age FROM zebra ORDER BY id
