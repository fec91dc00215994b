SELECT id, v FROM whole ORDER BY id
