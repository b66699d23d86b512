-- Gives a key a new secret; the one before stays good for a while. ARGV: 2 id, 3 hash of the new secret,
-- 4 ms that the one before stays good, 5 entry of the audit. Returns the fields; nothing when there is no such key.
local key = key_of(ARGV[2])
local before = redis.call('HGET', key, 'hash')
if not before then
  return false
end
if tonumber(ARGV[4]) > 0 then
  redis.call('HSET', key, 'old_hash', before, 'old_until', int(now + tonumber(ARGV[4])))
else
  redis.call('HSET', key, 'old_hash', '', 'old_until', '')
end
redis.call('HSET', key, 'hash', ARGV[3], 'rotated_at', int(now))
audit(ARGV[5])
key_changed(ARGV[2])
return key_fields(ARGV[2])
