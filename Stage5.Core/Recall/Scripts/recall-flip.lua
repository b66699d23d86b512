-- ARGV: 3 generation. It serves from now on, if it is the one that was built and no room is left. Returns 1 then.
local now_is = redis.call('HMGET', pointer, 'active', 'building')
if now_is[2] ~= ARGV[3] or redis.call('SCARD', left) > 0 then return 0 end
if now_is[1] then redis.call('SADD', retired, now_is[1]) end
redis.call('HSET', pointer, 'active', ARGV[3], 'last', now_is[1] or '', 'flipped', int(now))
redis.call('HDEL', pointer, 'building')
return 1
