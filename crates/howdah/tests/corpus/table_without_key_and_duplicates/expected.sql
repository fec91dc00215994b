CREATE TABLE public.hit (
    path text COLLATE "C",
    ip text COLLATE "C",
    ms double precision
);
-- Note no-row-key hit: no key: rows are told apart by their rowid
