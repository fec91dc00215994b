SELECT pub FROM ssh_key ORDER BY id
