CREATE TABLE public.dish (
    name text COLLATE "C" NOT NULL,
    n bigint
);
ALTER TABLE public.dish ADD CONSTRAINT dish_pkey PRIMARY KEY (name);
