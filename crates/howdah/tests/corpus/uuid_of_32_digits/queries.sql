SELECT a.id FROM token a JOIN token b ON b.owner = a.id ==> SELECT replace(a.id::text, '-', '') FROM token a JOIN token b ON b.owner = a.id
