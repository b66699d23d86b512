-- ARGV: 2 lease in ms; 3… hold ids. Returns those that are gone: settled elsewhere, or their lease had ended.
local gone = {}
for i = 3, #ARGV do
  if redis.call('ZSCORE', holds, ARGV[i]) then
    redis.call('ZADD', holds, int(now + tonumber(ARGV[2])), ARGV[i])
  else
    gone[#gone + 1] = ARGV[i]
  end
end
return gone
