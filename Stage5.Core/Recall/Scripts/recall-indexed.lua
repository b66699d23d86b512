-- ARGV: 3 epoch, 4 generation's key, 5 version up to which the room has vectors. Never goes back. Returns 0 when
-- the room's life is over.
local field = 'indexed:' .. ARGV[4]
local meta = redis.call('HMGET', room, 'epoch', field)
if meta[1] ~= ARGV[3] then return 0 end
if tonumber(ARGV[5]) >= tonumber(meta[2] or -1) then redis.call('HSET', room, field, ARGV[5]) end
local building = redis.call('HGET', pointer, 'building')
if building and key_of(building) == ARGV[4] then redis.call('SREM', left, digest) end
return 1
