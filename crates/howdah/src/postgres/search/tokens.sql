-- The stemmer that SQLite's porter is, without stop words; the configurations are for to_tsquery and ts_headline.
DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_ts_dict WHERE dictname = 'fts_porter'
                   AND dictnamespace = '@schema_text@'::pg_catalog.regnamespace) THEN
        CREATE TEXT SEARCH DICTIONARY @schema@.fts_porter (TEMPLATE = pg_catalog.snowball, Language = 'porter');
        CREATE TEXT SEARCH CONFIGURATION @schema@.fts_porter (COPY = pg_catalog.simple);
        ALTER TEXT SEARCH CONFIGURATION @schema@.fts_porter
            ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
            WITH @schema@.fts_porter;
    END IF;
END
$body$;

-- An option of a tokenizer, NULL when it is not given.
CREATE OR REPLACE FUNCTION @schema@.fts_option(tokenizer text, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT replace(coalesce(found[2], found[1]), '''''', '''')
    FROM regexp_match(tokenizer, '\m' || name || ' (''((?:[^'']|'''')*)''|\S+)') found
$body$;

-- A text with its tokens in small letters between spaces; all that is no part of a token is a space.
CREATE OR REPLACE FUNCTION @schema@.fts_plain(tokenizer text, content text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $body$
DECLARE
    kept text;
    split text;
    class text := '[\x01-\x2f\x3a-\x60\x7b-\x7f]+';
    small text;
BEGIN
    IF tokenizer LIKE '%unicode61%' THEN
        kept := CASE WHEN tokenizer LIKE '%tokenchars %' THEN @schema@.fts_option(tokenizer, 'tokenchars') END;
        split := CASE WHEN tokenizer LIKE '%separators %' THEN @schema@.fts_option(tokenizer, 'separators') END;
        content := @schema@.fts_letters(content, CASE
            WHEN tokenizer LIKE '%remove_diacritics 0%' THEN 0
            WHEN tokenizer LIKE '%remove_diacritics 2%' THEN 2 ELSE 1 END, true);
    ELSIF tokenizer LIKE '%ascii%' THEN
        kept := CASE WHEN tokenizer LIKE '%tokenchars %' THEN @schema@.fts_option(tokenizer, 'tokenchars') END;
        split := CASE WHEN tokenizer LIKE '%separators %' THEN @schema@.fts_option(tokenizer, 'separators') END;
    ELSIF tokenizer = 'fts3 porter' THEN
        kept := '_';
    END IF;
    -- Capitals become small ones before all but letters and digits become spaces.
    small := lower(content COLLATE "C");
    IF split <> '' THEN
        small := translate(small, lower(split COLLATE "C"), repeat(' ', length(split)));
    END IF;
    IF kept <> '' THEN
        class := '[^a-z0-9\u0080-\U0010ffff' || regexp_replace(kept, '(\W)', '\\\1', 'g') || ']+';
    END IF;
    RETURN btrim(regexp_replace(small, class, ' ', 'g'), ' ');
END
$body$;

-- A word stemmed as SQLite's porter does it: snowball has Porter's paper, SQLite his later program, which also turns
-- "bli" into "ble" and "logi" into "log", and FTS5 leaves two short words longer (https://tartarus.org/martin/PorterStemmer/, points of departure).
CREATE OR REPLACE FUNCTION @schema@.fts_stem(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT CASE
        WHEN word = 'ies' THEN 'ie'
        WHEN word = 'sses' THEN 'sse'
        WHEN stem LIKE '%bli' AND stem ~ '^[^aeiou]*[aeiouy]+[^aeiouy].*bli$' THEN left(stem, -1)
        WHEN stem LIKE '%logi' AND stem ~ '^[^aeiou]*[aeiouy]+[^aeiouy].*logi$' THEN left(stem, -1)
        ELSE stem END
    FROM (SELECT (ts_lexize('@schema_text@.fts_porter', word))[1] AS stem) stemmed
$body$;

-- What SQLite's FTS3 makes of a word with tokenize=porter: words of 3 to 20 letters are stemmed, from others the middle
-- is taken (https://sqlite.org/fts3.html#tokenizer).
CREATE OR REPLACE FUNCTION @schema@.fts3_porter(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT CASE
        WHEN word = 'ies' THEN 'i'
        WHEN word = 'sses' THEN 'ss'
        WHEN word ~ '^[a-z]{3,20}$' THEN @schema@.fts_stem(word)
        WHEN word ~ '[0-9]' AND length(word) > 6 THEN left(word, 3) || right(word, 3)
        WHEN word !~ '[0-9]' AND length(word) > 20 THEN left(word, 10) || right(word, 10)
        ELSE word END
$body$;

-- The tokens of a text in order, as SQLite's tokenizer of this declaration makes them
-- (https://sqlite.org/fts5.html#tokenizers). A lexeme ends at 2,046 bytes in PostgreSQL, a token here at 500 characters.
CREATE OR REPLACE FUNCTION @schema@.fts_tokens(tokenizer text, content text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $body$
DECLARE
    plain text;
BEGIN
    IF tokenizer LIKE 'trigram%' THEN
        IF tokenizer NOT LIKE '%case_sensitive 1%' THEN
            content := lower(@schema@.fts_letters(content,
                CASE WHEN tokenizer LIKE '%remove_diacritics 1%' THEN 2 ELSE 0 END, false) COLLATE "C");
        END IF;
        RETURN coalesce((SELECT array_agg(three ORDER BY n) FROM (
            SELECT n, letter || lead(letter) OVER behind || lead(letter, 2) OVER behind AS three
            FROM unnest(string_to_array(content, NULL)) WITH ORDINALITY letters (letter, n)
            WINDOW behind AS (ORDER BY n)) threes WHERE three IS NOT NULL), '{}');
    END IF;
    plain := @schema@.fts_plain(tokenizer, content);
    IF plain = '' THEN
        RETURN '{}';
    ELSIF tokenizer LIKE 'porter%' THEN
        RETURN (SELECT array_agg(CASE
                WHEN stem LIKE '%bli' OR stem LIKE '%logi' OR word IN ('ies', 'sses') THEN @schema@.fts_stem(word)
                ELSE left(coalesce(stem, word), 500) END ORDER BY n)
            FROM (SELECT n, word, CASE WHEN octet_length(word) BETWEEN 3 AND 64
                    -- The dictionary makes letters small that the tokenizer ascii leaves as they are.
                    AND (tokenizer NOT LIKE '%ascii%' OR octet_length(word) = length(word))
                    THEN (ts_lexize('@schema_text@.fts_porter', word))[1] END AS stem
                FROM unnest(string_to_array(plain, ' ')) WITH ORDINALITY words (word, n)) stemmed);
    ELSIF tokenizer = 'fts3 porter' THEN
        RETURN (SELECT array_agg(@schema@.fts3_porter(word) ORDER BY n)
            FROM unnest(string_to_array(plain, ' ')) WITH ORDINALITY words (word, n));
    ELSIF octet_length(plain) > 500 AND plain ~ '[^ ]{251}[^ ]{250}' THEN
        RETURN (SELECT array_agg(left(word, 500) ORDER BY n)
            FROM unnest(string_to_array(plain, ' ')) WITH ORDINALITY words (word, n));
    END IF;
    RETURN string_to_array(plain, ' ');
END
$body$;
