-- ARGV: 2 endpoint, 3 version it has (0: it is new), 4 record, 5 most endpoints, 6 what the audit is told of it ('':
-- nothing that people set has changed), 7 ... types it asks for. Returns 'saved', 'conflict', 'missing' or 'full'.
local id = ARGV[2]
local before = redis.call('HGET', hook_endpoints, id)
local version = before and string.match(before, '^%d+') or '0'
if version ~= ARGV[3] then
  return before and 'conflict' or 'missing'
end
if not before and redis.call('HLEN', hook_endpoints) >= tonumber(ARGV[5]) then
  return 'full'
end
for type in string.gmatch(redis.call('HGET', hook_types, id) or '', '%S+') do
  redis.call('SREM', hook_asked(type), id)
end
local types = ''
for i = 7, #ARGV do
  redis.call('SADD', hook_asked(ARGV[i]), id)
  types = types .. ARGV[i] .. ' '
end
redis.call('HSET', hook_endpoints, id, int(tonumber(version) + 1) .. ' ' .. ARGV[4])
redis.call('HSET', hook_types, id, types)
redis.call('HDEL', hook_failures, id)
if ARGV[6] ~= '' then
  audit(ARGV[6])
end
return 'saved'
