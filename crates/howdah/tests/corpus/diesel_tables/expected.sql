CREATE TABLE public.__diesel_schema_migrations (
    version varchar(50) COLLATE "C" NOT NULL,
    run_on timestamp with time zone NOT NULL DEFAULT date_trunc('second', CURRENT_TIMESTAMP)
);
CREATE TABLE public.users (
    uuid text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    iterations bigint NOT NULL DEFAULT 100000
);
CREATE TABLE public.ciphers (
    uuid text COLLATE "C" NOT NULL,
    atype bigint NOT NULL,
    favorite boolean NOT NULL DEFAULT false,
    created_at text COLLATE "C" NOT NULL,
    deleted_at timestamp with time zone,
    data bytea,
    user_uuid text COLLATE "C"
);
ALTER TABLE public.__diesel_schema_migrations ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY (uuid);
ALTER TABLE public.users ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE public.ciphers ADD CONSTRAINT ciphers_pkey PRIMARY KEY (uuid);
ALTER TABLE public.ciphers ADD CONSTRAINT ciphers_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES public.users (uuid) NOT VALID;
ALTER TABLE public.ciphers VALIDATE CONSTRAINT ciphers_user_uuid_fkey;
-- Changes time-beyond-microseconds ciphers.created_at: 1 time with digits beyond the microsecond: text
-- Note time-zone-assumed : times without a zone are understood as UTC in 2 columns
