-- Puts sealed lines behind the last one, if that is still the one they were hashed after. ARGV: 2 its number, 3 its
-- hash ('' before the first), 4 hash of the last line, 5 head, 6 ... lines. Returns whether it was done.
local state = redis.call('HMGET', audit_root, 'sealed', 'hash')
if (state[1] or '0') ~= ARGV[2] or (state[2] or '') ~= ARGV[3] then
  return 0
end
local number = tonumber(ARGV[2])
for i = 6, #ARGV do
  number = number + 1
  redis.call('ZADD', audit_root .. ':sealed', int(number), ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', audit_root .. ':open', '-inf', int(number))
redis.call('HSET', audit_root, 'sealed', int(number), 'hash', ARGV[4], 'head', ARGV[5])
-- A record that takes the place of a lost one may have a number that was never given.
if number > tonumber(redis.call('HGET', audit_root, 'number') or '0') then
  redis.call('HSET', audit_root, 'number', int(number))
end
return 1
