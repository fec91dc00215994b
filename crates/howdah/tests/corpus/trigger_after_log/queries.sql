SELECT note, what, old, new FROM note_log ORDER BY id
SELECT id, body, changed FROM note ORDER BY id
