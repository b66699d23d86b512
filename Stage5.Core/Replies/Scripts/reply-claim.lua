-- ARGV: 2 token, 3 lease in ms, 4 most attempts, 5 retention in ms, 6 error where every deliverer died
-- Returns nothing when nothing is due, else the entry: id, task, user, room, channel, to, content, attempts.
for _, room in ipairs(redis.call('ZRANGEBYSCORE', outbox, '-inf', int(now), 'LIMIT', 0, 100)) do
  local id = redis.call('LINDEX', reply_queue(room), 0)
  while id do
    local attempts = redis.call('HGET', reply_key(id), 'attempts')
    if attempts and tonumber(attempts) < tonumber(ARGV[4]) then
      redis.call('HINCRBY', reply_key(id), 'attempts', 1)
      redis.call('HSET', reply_key(id), 'state', 'delivering', 'lease', ARGV[2])
      redis.call('ZADD', outbox, int(now + tonumber(ARGV[3])), room)
      return redis.call('HMGET', reply_key(id), 'id', 'task', 'user', 'room', 'channel', 'to', 'content', 'attempts')
    end
    if attempts then
      local failure = redis.call('HGET', reply_key(id), 'error')
      reply_end(id, 'dead', failure ~= '' and failure or ARGV[6], ARGV[5])
    else
      redis.call('LPOP', reply_queue(room))
    end
    id = redis.call('LINDEX', reply_queue(room), 0)
  end
  redis.call('ZREM', outbox, room)
end
return {}
