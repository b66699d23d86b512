-- ARGV: 4 lease in ms. Returns 0 when the lead is lost.
if not leads() then
  return 0
end
redis.call('HSET', name, 'lease', int(now + tonumber(ARGV[4])))
if not redis.call('HGET', name, 'answer') then
  redis.call('PEXPIRE', name, ARGV[4])
end
return 1
