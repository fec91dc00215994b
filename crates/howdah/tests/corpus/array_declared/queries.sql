SELECT id, flags FROM mailbox ORDER BY id
