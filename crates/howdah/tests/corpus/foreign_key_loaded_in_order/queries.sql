SELECT count(*) FROM a_grandchild g JOIN z_child c ON c.id = g.c JOIN a_parent p ON p.id = c.p
