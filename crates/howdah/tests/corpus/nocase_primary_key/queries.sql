SELECT n FROM pie
SELECT word, n FROM word ORDER BY n
SELECT n FROM word WHERE word = 'APFELKERN' ==> SELECT n FROM word WHERE lower(word COLLATE "C") = lower('APFELKERN' COLLATE "C")
