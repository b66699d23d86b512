-- ARGV: 2 token, 3 lease in ms, 4 deliveries of one endpoint sent at once, 5 most attempts, 6 retention in ms,
-- 7 error where no worker lived to say what came of it
-- Returns nothing when nothing is due, else {id, endpoint, type, body, attempts, "version record" of the endpoint}.
-- What ends every worker that takes it up must not do so for ever.
local function give_up(id)
  redis.call('HSET', hook_key(id), 'state', 'dead', 'lease', '', 'error', ARGV[7], 'ended', int(now))
  redis.call('PEXPIRE', hook_key(id), ARGV[6])
  hook_given_up(id, '')
end

for _, endpoint in ipairs(redis.call('ZRANGEBYSCORE', hook_due, '-inf', int(now), 'LIMIT', 0, 100)) do
  redis.call('ZREMRANGEBYSCORE', hook_leases(endpoint), '-inf', int(now))
  local id
  if redis.call('ZCARD', hook_leases(endpoint)) < hook_places(endpoint, ARGV[4]) then
    repeat
      id = redis.call('ZRANGEBYSCORE', hook_queue(endpoint), '-inf', int(now), 'LIMIT', 0, 1)[1]
      local attempts = id and redis.call('HGET', hook_key(id), 'attempts')
      local over = id and (not attempts or tonumber(attempts) >= tonumber(ARGV[5]))
      if over then
        redis.call('ZREM', hook_queue(endpoint), id)
        if attempts then
          give_up(id)
        end
      end
    until not over
  end
  if id then
    local lease = int(now + tonumber(ARGV[3]))
    redis.call('ZADD', hook_queue(endpoint), lease, id)
    redis.call('ZADD', hook_leases(endpoint), lease, id)
    redis.call('HINCRBY', hook_key(id), 'attempts', 1)
    redis.call('HSET', hook_key(id), 'state', 'delivering', 'lease', ARGV[2])
  end
  hook_refresh(endpoint, ARGV[4])
  if id then
    local one = redis.call('HMGET', hook_key(id), 'id', 'endpoint', 'type', 'body', 'attempts')
    one[6] = redis.call('HGET', hook_endpoints, endpoint) or ''
    return one
  end
end
return {}
