-- ARGV: 2 id, 3 token, 4 'delivered', 'failed' or 'impossible', 5 HTTP status or '', 6 error, 7 delay in ms, 8 for how
-- long it is tried in ms, 9 retention in ms, 10 deliveries of one endpoint sent at once, 11 what the audit is told when
-- it ends. Returns its state from now on, or 'lost' when another has taken it over.
local id = ARGV[2]
local one = redis.call('HMGET', hook_key(id), 'lease', 'endpoint', 'since')
if one[1] ~= ARGV[3] then
  return 'lost'
end
local endpoint, last = one[2], tonumber(one[3]) + tonumber(ARGV[8])
redis.call('ZREM', hook_leases(endpoint), id)
local state = ARGV[4] == 'delivered' and 'delivered' or 'dead'
if ARGV[4] == 'failed' and now < last then
  state = 'pending'
end
redis.call('HSET', hook_key(id), 'state', state, 'lease', '', 'status', ARGV[5], 'error', ARGV[6])
if state == 'delivered' then
  redis.call('HDEL', hook_failures, endpoint)
else
  redis.call('HINCRBY', hook_failures, endpoint, 1)
end
if state == 'pending' then
  -- However long it was asked to wait, it is tried once more at the very end.
  redis.call('ZADD', hook_queue(endpoint), int(math.min(now + tonumber(ARGV[7]), last)), id)
else
  redis.call('ZREM', hook_queue(endpoint), id)
  redis.call('HSET', hook_key(id), 'ended', int(now))
  redis.call('PEXPIRE', hook_key(id), ARGV[9])
  if state == 'delivered' then
    -- It stands where it was delivered to.
    redis.call('HDEL', hook_key(id), 'body')
    hook_delivered(endpoint, id)
  end
  audit(ARGV[11])
end
hook_refresh(endpoint, ARGV[10])
return state
