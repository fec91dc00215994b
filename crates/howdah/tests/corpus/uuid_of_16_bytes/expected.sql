CREATE TABLE public.device (
    id uuid NOT NULL,
    name text COLLATE "C"
);
ALTER TABLE public.device ADD CONSTRAINT device_pkey PRIMARY KEY (id);
