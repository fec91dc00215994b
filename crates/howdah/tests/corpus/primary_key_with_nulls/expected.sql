CREATE TABLE public.legacy (
    code text COLLATE "C",
    v text COLLATE "C"
);
CREATE TABLE public.pair (
    a text COLLATE "C",
    b bigint
);
ALTER TABLE public.legacy ADD CONSTRAINT legacy_code_key UNIQUE (code);
ALTER TABLE public.pair ADD CONSTRAINT pair_a_b_key UNIQUE (a, b);
-- Changes primary-key-has-nulls legacy: primary key (code) holds 2 NULLs: unique constraint instead
-- Changes primary-key-has-nulls pair: primary key (a, b) holds 2 NULLs: unique constraint instead
-- Note no-row-key legacy: no key: rows are told apart by their rowid
-- Note no-row-key pair: no key: rows are told apart by their rowid
