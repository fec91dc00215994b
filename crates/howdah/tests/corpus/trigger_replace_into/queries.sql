SELECT thread, message, body FROM thread_last ORDER BY thread
SELECT thread, reader FROM seen ORDER BY thread, reader
