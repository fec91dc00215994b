CREATE SCHEMA IF NOT EXISTS howdah;
-- CREATE OR REPLACE FUNCTION howdah.lite_hex(value bytea)
-- CREATE OR REPLACE FUNCTION howdah.lite_hex(value text)
-- CREATE OR REPLACE FUNCTION howdah.lite_random()
-- CREATE OR REPLACE FUNCTION howdah.lite_randomblob(count bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr_window(value text, start bigint, count bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr_window(value bytea, start bigint, count bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr(value text, start bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr(value text, start bigint, count bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr(value bytea, start bigint)
-- CREATE OR REPLACE FUNCTION howdah.lite_substr(value bytea, start bigint, count bigint)
CREATE TABLE public.entity (
    id text COLLATE "C" NOT NULL DEFAULT (lower((((((((((coalesce(howdah.lite_hex(howdah.lite_randomblob(4::bigint)), '') || '-') || coalesce(howdah.lite_hex(howdah.lite_randomblob(2::bigint)), '')) || '-4') || substr(coalesce(howdah.lite_hex(howdah.lite_randomblob(2::bigint)), ''), 2)) || '-') || howdah.lite_substr('89ab'::text, ((abs(howdah.lite_random()) % 4) + 1)::bigint, 1::bigint)) || substr(coalesce(howdah.lite_hex(howdah.lite_randomblob(2::bigint)), ''), 2)) || '-') || coalesce(howdah.lite_hex(howdah.lite_randomblob(6::bigint)), '')) COLLATE "C")),
    name text COLLATE "C"
);
ALTER TABLE public.entity ADD CONSTRAINT entity_pkey PRIMARY KEY (id);
