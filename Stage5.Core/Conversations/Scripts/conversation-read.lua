-- ARGV: 2 id, 3 user (empty: what everyone sees), 4 'after' or 'before', 5 that sequence (before, empty: the end),
-- 6 how many, 7 how many are kept, 8 retention in ms
-- Returns nothing for a stranger, else {version, last sequence, the last sequence looked at, line, message, ...}.
local id, user, limit = ARGV[2], ARGV[3], tonumber(ARGV[6])
local room = redis.call('HMGET', room_key(id), 'version', 'sequence')
if not room[1] or (user ~= '' and not role(id, user)) then
  return {}
end
trim(id, ARGV[7], ARGV[8])
local found, seen, offset = {room[1], room[2], ARGV[5]}, 0, 0
repeat
  local lines
  if ARGV[4] == 'after' then
    lines = redis.call('ZRANGEBYSCORE', lines_key(id), '(' .. ARGV[5], '+inf', 'LIMIT', int(offset), 100)
  else
    local from = ARGV[5] == '' and '+inf' or '(' .. ARGV[5]
    lines = redis.call('ZREVRANGEBYSCORE', lines_key(id), from, '-inf', 'LIMIT', int(offset), 100)
  end
  offset = offset + #lines
  for _, line in ipairs(lines) do
    if seen == limit then
      break
    end
    local sequence, to = string.match(line, '^(%d+) %d+ (%S+) ')
    found[3] = sequence
    if to == '-' or to == user then
      seen = seen + 1
      found[#found + 1] = line
      found[#found + 1] = redis.call('HGET', texts_key(id), sequence)
    end
  end
until #lines < 100 or seen == limit
return found
