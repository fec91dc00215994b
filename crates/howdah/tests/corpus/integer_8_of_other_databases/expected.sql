CREATE TABLE public.upload (
    id bigint NOT NULL,
    bytes bigint NOT NULL,
    owner bigint,
    at_ms bigint
);
ALTER TABLE public.upload ADD CONSTRAINT upload_pkey PRIMARY KEY (id);
