SELECT id, title FROM track WHERE title = 'song'
