-- ARGV: 2 endpoint, 3 version it has, 4 what the audit is told. Ends it with all that waits for it. Returns whether
-- there was one of that version.
local id = ARGV[2]
local before = redis.call('HGET', hook_endpoints, id)
if not before or string.match(before, '^%d+') ~= ARGV[3] then
  return 0
end
redis.call('HDEL', hook_endpoints, id)
for type in string.gmatch(redis.call('HGET', hook_types, id) or '', '%S+') do
  redis.call('SREM', hook_asked(type), id)
end
for _, key in ipairs({hook_log(id), hook_queue(id)}) do
  for _, delivery in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    redis.call('DEL', hook_key(delivery))
  end
end
redis.call('HDEL', hook_types, id)
redis.call('HDEL', hook_failures, id)
redis.call('ZREM', hook_due, id)
redis.call('DEL', hook_log(id), hook_done(id), hook_queue(id), hook_leases(id))
audit(ARGV[4])
return 1
