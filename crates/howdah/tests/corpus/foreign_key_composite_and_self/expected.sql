CREATE TABLE public.node (
    tree bigint NOT NULL,
    id bigint NOT NULL,
    parent bigint,
    label text COLLATE "C"
);
ALTER TABLE public.node ADD CONSTRAINT node_pkey PRIMARY KEY (tree, id);
ALTER TABLE public.node ADD CONSTRAINT node_tree_parent_fkey FOREIGN KEY (tree, parent) REFERENCES public.node (tree, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE public.node VALIDATE CONSTRAINT node_tree_parent_fkey;
