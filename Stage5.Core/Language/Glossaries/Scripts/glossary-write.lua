-- ARGV: 2 book, 3 user, 4 add, put, drop or look (what is there?), 5 id, 6 expected version ('*' for any), 7 natural key, 8 JSON, 9 most.
-- Returns {done|missing|version|exists|full, version, the value, or the id of the entry that has the key}.
local book, user, op, id = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local at = head(book)
local entries, keys = part(book, at.generation, 'e'), part(book, at.generation, 'k')
local order, changes = part(book, at.generation, 'o'), part(book, at.generation, 'c')
local old = redis.call('HGET', entries, id)
if op ~= 'add' then
  if not old then
    return {'missing', '0', ''}
  end
  local version = string.match(old, '^%d+')
  if ARGV[6] ~= '*' and ARGV[6] ~= version then
    return {'version', version, ''}
  end
end
if op == 'look' then
  return {'done', '0', old}
end
local count = tonumber(at.count)
if op ~= 'drop' then
  local other = redis.call('HGET', keys, ARGV[7])
  if other and other ~= id then
    return {'exists', '0', other}
  end
  if op == 'add' and count >= tonumber(ARGV[9]) then
    return {'full', '0', ''}
  end
end

local version = int(tonumber(at.version) + 1)
if old then
  redis.call('HDEL', keys, key_of(old))
end
local stored = ''
if op == 'drop' then
  redis.call('HDEL', entries, id)
  redis.call('ZREM', order, id)
  count = count - 1
else
  stored = value(version, user, ARGV[7], ARGV[8])
  redis.call('HSET', entries, id, stored)
  redis.call('HSET', keys, ARGV[7], id)
  redis.call('ZADD', order, '0', id)
  count = op == 'add' and count + 1 or count
end
redis.call('ZADD', changes, version, id)
if redis.call('ZCARD', changes) > 1000 then
  local oldest = redis.call('ZRANGE', changes, 0, 0, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', changes, 0, 0)
  redis.call('HSET', heads, book .. '|f', oldest[2])
end
redis.call('HSET', heads, book .. '|v', version, book .. '|g', at.generation, book .. '|n', int(count),
  book .. '|w|' .. user, version)
return {'done', version, stored}
