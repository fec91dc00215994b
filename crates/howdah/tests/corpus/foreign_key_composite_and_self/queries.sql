SELECT c.label, p.label FROM node c JOIN node p ON p.tree = c.tree AND p.id = c.parent ORDER BY c.id
