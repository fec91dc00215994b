SELECT id, lang, words, length(words) FROM phrase ORDER BY id
