-- KEYS[1] the models; ARGV: 2 process, 3 measures, 4 age in ms at which a silent process is left out
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  local seen = tonumber(string.match(entries[i + 1], '^%d+'))
  if seen + tonumber(ARGV[4]) < now then
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return redis.call('HSET', KEYS[1], ARGV[2], int(now) .. ' ' .. ARGV[3])
