-- ARGV: 3 owner, 4 milliseconds. Returns {epoch, conversation}; {''} when another has it; {} when the room is gone.
local meta = redis.call('HMGET', room, 'epoch', 'id', 'owner', 'until')
if not meta[1] then
  forget()
  return {}
end
if meta[3] and meta[3] ~= ARGV[3] and tonumber(meta[4]) > now then return {''} end
redis.call('HSET', room, 'owner', ARGV[3], 'until', int(now + tonumber(ARGV[4])))
return {meta[1], meta[2]}
