-- ARGV: 3 owner, 4 epoch, 5 version that was seen, 6 when to look again (ms from now). Something new came
-- meanwhile: the room stays due.
if not held(ARGV[3], ARGV[4]) then return 0 end
redis.call('HDEL', room, 'owner', 'until')
if redis.call('HGET', room, 'version') == ARGV[5] then
  redis.call('ZADD', due, int(now + tonumber(ARGV[6])), digest)
end
return 1
