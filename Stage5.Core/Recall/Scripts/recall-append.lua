-- ARGV: 3 conversation, 4 epoch if the room is new, 5 id, 6 sequence, 7 at (ms), 8 entry, 9 turns, 10 bytes and
-- 11 milliseconds kept. Returns 1 when it was added; 0 when it is there already, or older than what is kept.
local id, sequence, at, age = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[11])
if redis.call('HEXISTS', text, id) == 1 then return 0 end
local meta = redis.call('HMGET', room, 'epoch', 'cursor', 'trimmed')
if sequence <= tonumber(meta[2] or -1) or sequence <= tonumber(meta[3] or -1) then return 0 end
if at < now - age then return 0 end
if not meta[1] then redis.call('HSET', room, 'epoch', ARGV[4], 'id', ARGV[3]) end
add(id, int(at), int(sequence), ARGV[8])
trim(ARGV[9], ARGV[10], age)
redis.call('SADD', rooms, digest)
redis.call('ZADD', due, int(now), digest)
expire(age)
return redis.call('HEXISTS', text, id)
