CREATE TABLE public.grant_ (
    user_id bigint NOT NULL,
    role text COLLATE "C" NOT NULL,
    until text COLLATE "C"
);
ALTER TABLE public.grant_ ADD CONSTRAINT grant__pkey PRIMARY KEY (user_id, role);
-- Note without-rowid grant_: WITHOUT ROWID becomes an ordinary table
