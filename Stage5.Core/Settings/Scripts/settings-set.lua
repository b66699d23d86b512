-- Puts a new document in the place of the version that was read, keeps it in the history and tells the audit.
-- ARGV: 2 expected version; 3 document; 4 what the history keeps, a JSON object without its last brace; 5 entry of
-- the audit; 6 versions kept. Returns {0 or 1 for done, version now}.
local settings = KEYS[1] .. ':settings'
local version = redis.call('HGET', settings, 'version') or '0'
if ARGV[2] ~= version then
  return {0, version}
end
version = int(tonumber(version) + 1)
redis.call('HSET', settings, 'version', version, 'document', ARGV[3])
redis.call('ZADD', settings .. ':history', version,
  ARGV[4] .. ',"version":' .. version .. ',"at":"' .. rfc3339(now) .. '"}')
redis.call('ZREMRANGEBYRANK', settings .. ':history', 0, -1 - tonumber(ARGV[6]))
audit(ARGV[5])
redis.call('PUBLISH', 's5:settings', audit_tenant)
return {1, version}
