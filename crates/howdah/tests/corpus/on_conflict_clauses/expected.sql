CREATE TABLE public.cache (
    key text COLLATE "C" NOT NULL,
    value text COLLATE "C",
    hits bigint NOT NULL DEFAULT 0,
    slot bigint
);
ALTER TABLE public.cache ADD CONSTRAINT cache_pkey PRIMARY KEY (key);
ALTER TABLE public.cache ADD CONSTRAINT cache_slot_key UNIQUE (slot);
ALTER TABLE public.cache ADD CONSTRAINT cache_check CHECK (hits >= 0) NOT VALID;
ALTER TABLE public.cache VALIDATE CONSTRAINT cache_check;
-- Changes on-conflict-not-carried cache: REPLACE of key (key) is not carried
-- Changes on-conflict-not-carried cache: ROLLBACK of key (slot) is not carried
-- Changes on-conflict-not-carried cache.hits: IGNORE of NOT NULL is not carried
-- Note on-conflict-not-carried cache: FAIL of CHECK (hits >= 0) is not carried
