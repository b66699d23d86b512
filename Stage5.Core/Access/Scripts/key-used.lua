-- ARGV: 2 id
if redis.call('EXISTS', key_of(ARGV[2])) == 1 then
  redis.call('HSET', key_of(ARGV[2]), 'last_used', int(now))
end
return 1
