CREATE TABLE public.pref (
    key text COLLATE "C" NOT NULL,
    value bytea
);
ALTER TABLE public.pref ADD CONSTRAINT pref_pkey PRIMARY KEY (key);
-- Changes storage-classes-mixed pref.value: holds 1 INTEGER, 1 REAL, 1 TEXT, 1 BLOB: bytea
-- Note without-rowid pref: WITHOUT ROWID becomes an ordinary table
-- Note strict-types pref: STRICT: PostgreSQL enforces types as well
