-- ARGV: 2 how many of the newest. Returns them, newest first.
return redis.call('LRANGE', ledger, 0, int(tonumber(ARGV[2]) - 1))
