-- ARGV: 2 user, then books. Returns of each: version, generation, count, the version of that user's last write.
local found = {}
for i = 3, #ARGV do
  local at = head(ARGV[i])
  found[#found + 1] = at.version
  found[#found + 1] = at.generation
  found[#found + 1] = at.count
  found[#found + 1] = redis.call('HGET', heads, ARGV[i] .. '|w|' .. ARGV[2]) or '0'
end
return found
