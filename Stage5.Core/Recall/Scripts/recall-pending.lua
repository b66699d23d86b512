-- ARGV: 3 generation's key. Returns the version up to which the room has its vectors.
return redis.call('HGET', room, 'indexed:' .. ARGV[3]) or '0'
