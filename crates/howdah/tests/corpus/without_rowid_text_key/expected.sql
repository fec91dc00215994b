CREATE TABLE public.word (
    word text COLLATE "C" NOT NULL,
    cnt bigint NOT NULL DEFAULT 1
);
ALTER TABLE public.word ADD CONSTRAINT word_pkey PRIMARY KEY (word);
-- Note without-rowid word: WITHOUT ROWID becomes an ordinary table
