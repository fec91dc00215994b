CREATE TABLE public.hidden (
    rowid text COLLATE "C",
    _rowid_ bigint,
    v text COLLATE "C"
);
CREATE TABLE public.partly (
    rowid text COLLATE "C" NOT NULL,
    v text COLLATE "C"
);
-- Note no-row-key hidden: no key: rows are told apart by their rowid
-- Note no-row-key partly: no key: rows are told apart by their rowid
