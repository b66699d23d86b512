-- ARGV: 2 id, 3 entry of the audit. Returns whether there was such a key.
local key = key_of(ARGV[2])
local names = redis.call('HMGET', key, 'name', 'user')
if not names[1] then
  return 0
end
redis.call('DEL', key)
redis.call('ZREM', key_ids, ARGV[2])
redis.call('HDEL', key_names, 'name:' .. names[1], 'user:' .. names[2])
audit(ARGV[3])
key_changed(ARGV[2])
return 1
