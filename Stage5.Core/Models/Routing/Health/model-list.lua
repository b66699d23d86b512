-- KEYS[1] the models; ARGV: 2 age in ms at which a silent process is left out. Returns {process, measures, …}.
local entries = redis.call('HGETALL', KEYS[1])
local fresh = {}
for i = 1, #entries, 2 do
  local seen, measures = string.match(entries[i + 1], '^(%d+) (.*)$')
  if tonumber(seen) + tonumber(ARGV[2]) >= now then
    fresh[#fresh + 1] = entries[i]
    fresh[#fresh + 1] = measures
  end
end
return fresh
