-- ARGV: 3 wanted generation, 4 milliseconds in which another's work is not undone. Begins to build it, or goes on.
-- Returns {state, rooms left…}: 'active' when it serves; 'held' where a deployment that is half done wants both.
local now_is = redis.call('HMGET', pointer, 'active', 'building', 'began', 'last', 'flipped')
local young = now - tonumber(now_is[3] or 0) < tonumber(ARGV[4])
if now_is[1] == ARGV[3] then
  -- Wanted again before its successor was ready.
  if now_is[2] and not young then
    redis.call('SADD', retired, now_is[2])
    redis.call('HDEL', pointer, 'building')
    redis.call('DEL', left)
  end
  return {'active'}
end
if now_is[2] ~= ARGV[3] then
  if now_is[2] and young then return {'held'} end
  if now_is[4] == ARGV[3] and now - tonumber(now_is[5]) < tonumber(ARGV[4]) then return {'held'} end
  if now_is[2] then redis.call('SADD', retired, now_is[2]) end
  redis.call('SREM', retired, ARGV[3])
  redis.call('HSET', pointer, 'building', ARGV[3], 'began', int(now))
  redis.call('DEL', left)
  redis.call('SUNIONSTORE', left, rooms)
end
local reply = {'building'}
for _, one in ipairs(redis.call('SMEMBERS', left)) do
  if #reply > 200 then break end
  reply[#reply + 1] = one
end
return reply
