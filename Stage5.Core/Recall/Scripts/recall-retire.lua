-- ARGV: 3 generation. Drops what every room has of it, unless it is wanted again, or served a minute ago: a question
-- may be on its way to it. Returns 1 when it is gone.
local now_is = redis.call('HMGET', pointer, 'active', 'building', 'last', 'flipped')
if now_is[1] == ARGV[3] or now_is[2] == ARGV[3] then return 0 end
if now_is[3] == ARGV[3] and now - tonumber(now_is[4]) < 60000 then return 0 end
local key = key_of(ARGV[3])
for _, one in ipairs(redis.call('SMEMBERS', rooms)) do
  local base = root .. ':recall:' .. one
  redis.call('DEL', base .. ':vectors:' .. key, base .. ':placed:' .. key)
  redis.call('HDEL', base, 'indexed:' .. key)
end
redis.call('SREM', retired, ARGV[3])
return 1
