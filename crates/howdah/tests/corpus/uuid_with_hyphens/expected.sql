CREATE TABLE public.session (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    note text COLLATE "C"
);
ALTER TABLE public.session ADD CONSTRAINT session_pkey PRIMARY KEY (id);
