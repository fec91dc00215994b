CREATE TABLE public.kept (
    name text COLLATE "C" NOT NULL,
    value bytea,
    kind text COLLATE "C" NOT NULL
);
ALTER TABLE public.kept ADD CONSTRAINT kept_pkey PRIMARY KEY (name);
-- Changes storage-classes-mixed kept.value: holds 2 TEXT, 1 BLOB: bytea
-- Changes blob-holds-text kept.kind: declared BLOB, holds only text: text
