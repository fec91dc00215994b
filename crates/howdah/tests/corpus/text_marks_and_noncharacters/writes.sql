UPDATE odd SET t = t || t WHERE id = 2
