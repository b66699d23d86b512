-- ARGV: 2 versions below this one, '' for the newest; 3 most. Returns what was kept of each, newest first.
return redis.call('ZREVRANGEBYSCORE', KEYS[1] .. ':settings:history', ARGV[2] ~= '' and '(' .. ARGV[2] or '+inf',
  '-inf', 'LIMIT', 0, ARGV[3])
