-- ARGV: 2 token, 3 lease in ms, 4 deliveries of one endpoint sent at once
-- Returns nothing when nothing is due, else {id, endpoint, type, body, attempts, "version record" of the endpoint}.
for _, endpoint in ipairs(redis.call('ZRANGEBYSCORE', hook_due, '-inf', int(now), 'LIMIT', 0, 100)) do
  redis.call('ZREMRANGEBYSCORE', hook_leases(endpoint), '-inf', int(now))
  local id
  if redis.call('ZCARD', hook_leases(endpoint)) < hook_places(endpoint, ARGV[4]) then
    repeat
      id = redis.call('ZRANGEBYSCORE', hook_queue(endpoint), '-inf', int(now), 'LIMIT', 0, 1)[1]
      local gone = id and redis.call('EXISTS', hook_key(id)) == 0
      if gone then
        redis.call('ZREM', hook_queue(endpoint), id)
      end
    until not gone
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
