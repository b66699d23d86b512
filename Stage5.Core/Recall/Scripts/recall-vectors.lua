-- ARGV: 3 epoch, 4 generation's key, 5 known version, 6 entries at most. Returns {version reached,
-- entries it has, id, vectors, …}.
if redis.call('HGET', room, 'epoch') ~= ARGV[3] then return {ARGV[5], 0} end
local found = redis.call('ZRANGEBYSCORE', placed(ARGV[4]), '(' .. ARGV[5], '+inf', 'WITHSCORES')
local reply = {ARGV[5], redis.call('HLEN', vectors(ARGV[4]))}
for i = 1, #found, 2 do
  -- A version is sent whole.
  if i > 2 * tonumber(ARGV[6]) and found[i + 1] ~= reply[1] then break end
  local bytes = redis.call('HGET', vectors(ARGV[4]), found[i])
  if bytes then
    reply[#reply + 1] = found[i]
    reply[#reply + 1] = bytes
  end
  reply[1] = found[i + 1]
end
return reply
