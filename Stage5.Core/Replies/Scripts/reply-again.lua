-- ARGV: 2 task, 3 id (empty: all of the task). What was given up goes to the end of its conversation's queue.
-- Returns the ids that go again.
local again = {}
for _, id in ipairs(redis.call('LRANGE', replies_of(ARGV[2]), 0, -1)) do
  local entry = redis.call('HMGET', reply_key(id), 'state', 'room', 'user')
  if entry[1] == 'dead' and (ARGV[3] == '' or ARGV[3] == id) then
    redis.call('PERSIST', reply_key(id))
    redis.call('PERSIST', replies_of(ARGV[2]))
    redis.call('ZREM', reply_retired, id)
    redis.call('ZREM', reply_retired .. ':' .. entry[3], id)
    redis.call('HSET', reply_key(id), 'state', 'pending', 'attempts', '0')
    reply_push(id, entry[2])
    again[#again + 1] = id
  end
end
if #again > 0 then
  reply_wake()
end
return again
