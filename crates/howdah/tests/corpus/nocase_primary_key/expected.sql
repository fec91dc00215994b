CREATE TABLE public.word (
    word text COLLATE "C" NOT NULL,
    n bigint
);
ALTER TABLE public.word ADD CONSTRAINT word_pkey PRIMARY KEY (word);
CREATE UNIQUE INDEX word_word_folded_key ON public.word (lower(word COLLATE "C"));
CREATE VIEW public.pie AS
SELECT word.n AS n FROM public.word AS word WHERE lower(word.word COLLATE "C") = lower('APFEL' COLLATE "C");
-- Changes collation-not-carried word.word: collation NOCASE: text is compared by its bytes; its keys stand over the folded text as well
