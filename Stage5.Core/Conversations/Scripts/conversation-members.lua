-- ARGV: 2 id, 3 user, 4 expected version, '*' for any, 5 ... members: user and 'role language' in turn
-- Returns {'stranger'}, {'notOwner'}, {'changed'} or {'done', record}.
local id = ARGV[2]
local held = role(id, ARGV[3])
if not held then
  return {'stranger'}
end
if held ~= 'owner' then
  return {'notOwner'}
end
local version = redis.call('HGET', room_key(id), 'version')
if ARGV[4] ~= '*' and ARGV[4] ~= version then
  return {'changed'}
end
for _, user in ipairs(redis.call('HKEYS', people_key(id))) do
  redis.call('ZREM', root .. ':rooms:' .. user, id)
end
redis.call('DEL', people_key(id))
for i = 5, #ARGV, 2 do
  redis.call('HSET', people_key(id), ARGV[i], ARGV[i + 1])
end
version = int(tonumber(version) + 1)
redis.call('HSET', room_key(id), 'version', version)
touch(id)
publish(id, version, '0 0 - -', '{}')
return {'done', record(id)}
