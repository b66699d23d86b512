-- KEYS[1] the workers; ARGV: 2 id, 3 report, 4 age in ms at which a silent worker is forgotten
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  local seen = tonumber(string.match(entries[i + 1], '^%d+'))
  if seen + tonumber(ARGV[4]) < now then
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return redis.call('HSET', KEYS[1], ARGV[2], int(now) .. ' ' .. ARGV[3])
