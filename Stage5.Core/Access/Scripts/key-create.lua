-- ARGV: 2 id, 3 most keys a tenant may have, 4 name, 5 user, 6 role, 7 scopes, 8 hash of the secret,
-- 9 unix ms when it ends or '', 10 who makes it, 11 entry of the audit. Returns {'full'}, {'name'} or {'user'} when that
-- stands against it, otherwise {'done', fields}.
if redis.call('ZCARD', key_ids) >= tonumber(ARGV[3]) then
  return {'full'}
end
if redis.call('HEXISTS', key_names, 'name:' .. ARGV[4]) == 1 then
  return {'name'}
end
if redis.call('HEXISTS', key_names, 'user:' .. ARGV[5]) == 1 then
  return {'user'}
end
redis.call('HSET', key_of(ARGV[2]), 'name', ARGV[4], 'user', ARGV[5], 'role', ARGV[6], 'scopes', ARGV[7],
  'hash', ARGV[8], 'old_hash', '', 'old_until', '', 'expires', ARGV[9], 'created_by', ARGV[10],
  'created_at', int(now), 'rotated_at', '', 'last_used', '')
redis.call('ZADD', key_ids, int(now), ARGV[2])
redis.call('HSET', key_names, 'name:' .. ARGV[4], ARGV[2], 'user:' .. ARGV[5], ARGV[2])
audit(ARGV[11])
return {'done', key_fields(ARGV[2])}
