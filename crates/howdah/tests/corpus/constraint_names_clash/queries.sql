SELECT b.v FROM b JOIN a ON a.id = b.a_id
