-- ARGV: 2 book, 3 generation to fill, 4 version that the import began with, 5 skip, replace or fail, 6 how long the
-- generation lives unless it is used, 7 user; then of each row: id, natural key, JSON.
-- Returns {done|changed}, then of each row {verdict, id, the JSON that is there}: a for added, u for there just so,
-- c for another one there, d for another one earlier in the file.
local book, stage, policy, user = ARGV[2], ARGV[3], ARGV[5], ARGV[7]
local at = head(book)
if at.version ~= ARGV[4] then
  return {'changed'}
end
local version = int(tonumber(at.version) + 1)
local live, live_keys = part(book, at.generation, 'e'), part(book, at.generation, 'k')
local entries, keys, order = part(book, stage, 'e'), part(book, stage, 'k'), part(book, stage, 'o')
local found = {'done'}
for i = 8, #ARGV, 3 do
  local id, key, json = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local verdict, present = 'a', ''
  local earlier = redis.call('HGET', keys, key)
  if earlier then
    id, verdict, present = earlier, 'd', json_of(redis.call('HGET', entries, earlier))
  else
    local existing = redis.call('HGET', live_keys, key)
    if existing then
      id, verdict, present = existing, 'c', json_of(redis.call('HGET', live, existing))
    end
  end
  if verdict ~= 'a' and present == json then
    verdict, present = 'u', ''
  end
  if verdict == 'a' or (verdict ~= 'u' and policy == 'replace') then
    redis.call('HSET', entries, id, value(version, user, key, json))
    redis.call('HSET', keys, key, id)
    redis.call('ZADD', order, '0', id)
  end
  found[#found + 1], found[#found + 2], found[#found + 3] = verdict, id, present
end
for _, key in ipairs({entries, keys, order}) do
  redis.call('PEXPIRE', key, ARGV[6])
end
return found
