-- ARGV: 3 how many. Returns the digests of rooms that are to be looked at.
return redis.call('ZRANGEBYSCORE', due, '-inf', int(now), 'LIMIT', 0, ARGV[3])
