-- ARGV: 3 wanted generation. Begins to build it, or goes on. Returns {state, rooms left…}: 'active' when it serves.
local now_is = redis.call('HMGET', pointer, 'active', 'building')
if now_is[1] == ARGV[3] then
  -- Wanted again before its successor was ready.
  if now_is[2] then
    redis.call('SADD', retired, now_is[2])
    redis.call('HDEL', pointer, 'building')
    redis.call('DEL', left)
  end
  return {'active'}
end
if now_is[2] ~= ARGV[3] then
  if now_is[2] then redis.call('SADD', retired, now_is[2]) end
  redis.call('SREM', retired, ARGV[3])
  redis.call('HSET', pointer, 'building', ARGV[3])
  redis.call('DEL', left)
  redis.call('SUNIONSTORE', left, rooms)
end
local reply = {'building'}
for _, one in ipairs(redis.call('SMEMBERS', left)) do
  if #reply > 200 then break end
  reply[#reply + 1] = one
end
return reply
