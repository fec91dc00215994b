CREATE TABLE public.bag (
    k text COLLATE "C" NOT NULL,
    v text COLLATE "C",
    w bigint NOT NULL DEFAULT 0
);
ALTER TABLE public.bag ADD CONSTRAINT bag_pkey PRIMARY KEY (k);
-- Note without-rowid bag: WITHOUT ROWID becomes an ordinary table
