CREATE SCHEMA IF NOT EXISTS howdah;
-- CREATE OR REPLACE FUNCTION howdah.lite_hex(value bytea)
-- CREATE OR REPLACE FUNCTION howdah.lite_hex(value text)
-- CREATE OR REPLACE FUNCTION howdah.lite_randomblob(count bigint)
CREATE TABLE public.api_key (
    id text COLLATE "C" NOT NULL DEFAULT (lower(coalesce(howdah.lite_hex(howdah.lite_randomblob(16::bigint)), '') COLLATE "C")),
    short text COLLATE "C" DEFAULT (coalesce(howdah.lite_hex(howdah.lite_randomblob(4::bigint)), '')),
    raw bytea DEFAULT (howdah.lite_randomblob(8::bigint)),
    name text COLLATE "C"
);
ALTER TABLE public.api_key ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);
