-- ARGV: 2 id, 3 run, 4 lease in ms. Returns 0 lost, 1 held, 2 held and to be cancelled.
if not held(ARGV[2], ARGV[3]) then
  return 0
end
redis.call('ZADD', leases, int(now + tonumber(ARGV[4])), ARGV[2])
return redis.call('HGET', task_key(ARGV[2]), 'cancel') == '1' and 2 or 1
