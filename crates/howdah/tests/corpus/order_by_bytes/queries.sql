SELECT n FROM name ORDER BY n
SELECT first, last FROM ends
SELECT n FROM middle ORDER BY n DESC
