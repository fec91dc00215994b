CREATE TABLE public.twin (
    id text COLLATE "C" NOT NULL,
    n bigint
);
ALTER TABLE public.twin ADD CONSTRAINT twin_pkey PRIMARY KEY (id);
-- Changes key-spellings-differ twin.id: in a key, and not all values are spelled alike, so not uuid: text
