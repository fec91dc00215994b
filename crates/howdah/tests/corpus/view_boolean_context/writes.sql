UPDATE flag SET active = true WHERE id = 2
