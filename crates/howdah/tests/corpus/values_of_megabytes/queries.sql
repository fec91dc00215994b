SELECT id, name, length(body), length(transcript) FROM attachment ORDER BY id
