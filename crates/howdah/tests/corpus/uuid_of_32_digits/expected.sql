CREATE TABLE public.token (
    id uuid NOT NULL,
    owner uuid
);
ALTER TABLE public.token ADD CONSTRAINT token_pkey PRIMARY KEY (id);
ALTER TABLE public.token ADD CONSTRAINT token_owner_fkey FOREIGN KEY (owner) REFERENCES public.token (id) NOT VALID;
ALTER TABLE public.token VALIDATE CONSTRAINT token_owner_fkey;
