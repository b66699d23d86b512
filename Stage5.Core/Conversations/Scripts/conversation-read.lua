-- ARGV: 2 id, 3 user (empty: what everyone sees), 4 'after' or 'before', 5 that sequence (before, empty: the end),
-- 6 how many, 7 how many are kept, 8 retention in ms
-- Returns nothing for a stranger, else {version, last sequence, the last sequence looked at, line, message, ...}.
local id, user, limit = ARGV[2], ARGV[3], tonumber(ARGV[6])
local room = redis.call('HMGET', room_key(id), 'version', 'sequence')
if not room[1] or (user ~= '' and not role(id, user)) then
  return {}
end
trim(id, ARGV[7], ARGV[8])
local forward, position = ARGV[4] == 'after', ARGV[5]
local found, seen = {room[1], room[2], position}, 0
repeat
  local lines
  if forward then
    lines = redis.call('ZRANGEBYSCORE', lines_key(id), '(' .. position, '+inf', 'LIMIT', 0, 100)
  else
    local from = position == '' and '+inf' or '(' .. position
    lines = redis.call('ZREVRANGEBYSCORE', lines_key(id), from, '-inf', 'LIMIT', 0, 100)
  end
  for _, line in ipairs(lines) do
    if seen == limit then
      break
    end
    local sequence, to = string.match(line, '^(%d+) %d+ (%S+) ')
    position = sequence
    if to == '-' or to == user then
      seen = seen + 1
      found[#found + 1] = line
      found[#found + 1] = redis.call('HGET', texts_key(id), sequence)
    end
  end
until #lines < 100 or seen == limit
found[3] = position
return found
