SELECT word, cnt FROM word ORDER BY word
