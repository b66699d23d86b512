-- ARGV: 2 id, 3 who must be a member to write (empty: nobody need), 4 the one member it is for or '-', 5 key or '-',
-- 6 message, 7 how many are kept, 8 retention in ms, 9 key of the reply that it takes back or '-',
-- 10 what stands in that one's place, with any id
-- Returns {'stranger'}, {'noRecipient'}, or {'appended' or 'repeated', line, message}.
local id, author, to, key = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local version = redis.call('HGET', room_key(id), 'version')
if not version or (author ~= '' and not role(id, author)) then
  return {'stranger'}
end
local before = key ~= '-' and redis.call('HGET', once_key(id), key)
if before then
  local line = redis.call('ZRANGEBYSCORE', lines_key(id), before, before)[1]
  return {'repeated', line, redis.call('HGET', texts_key(id), before)}
end
if to ~= '-' and not role(id, to) then
  return {'noRecipient'}
end
local message = ARGV[6]
local taken = ARGV[9] ~= '-' and redis.call('HGET', once_key(id), ARGV[9])
local said = taken and redis.call('HGET', texts_key(id), taken)
if said then
  -- Its texts go in the same step as the message that says so; its id stays.
  local own = string.match(said, '^{"id":"([%x-]+)"')
  redis.call('HSET', texts_key(id), taken, (string.gsub(ARGV[10], '^{"id":"[%x-]*"', '{"id":"' .. own .. '"')))
  message = string.sub(message, 1, -2) .. ',"retracts":' .. taken .. '}'
end
local sequence = int(redis.call('HINCRBY', room_key(id), 'sequence', 1))
local line = sequence .. ' ' .. int(now) .. ' ' .. to .. ' ' .. key
redis.call('ZADD', lines_key(id), sequence, line)
redis.call('HSET', texts_key(id), sequence, message)
if key ~= '-' then
  redis.call('HSET', once_key(id), key, sequence)
end
touch(id)
trim(id, ARGV[7], ARGV[8])
publish(id, version, line, message)
return {'appended', line, message}
