-- ARGV: 2 id, 3 what the audit is told when it does. Lets what was given up go again, with its time anew. Returns
-- nothing when there is none, else
-- {'again', 'delivered' or 'waits', what is seen of it}.
local id = ARGV[2]
local one = redis.call('HMGET', hook_key(id), 'state', 'endpoint')
if not one[1] or redis.call('HEXISTS', hook_endpoints, one[2]) == 0 then
  return {}
end
if one[1] ~= 'dead' then
  return {one[1] == 'delivered' and 'delivered' or 'waits', hook_view(id)}
end
redis.call('HSET', hook_key(id), 'state', 'pending', 'attempts', '0', 'since', int(now), 'ended', '')
redis.call('PEXPIRE', hook_key(id), int(hook_life))
redis.call('ZADD', hook_queue(one[2]), int(now), id)
redis.call('ZADD', hook_due, int(now), one[2])
hook_wake()
audit(ARGV[3])
return {'again', hook_view(id)}
