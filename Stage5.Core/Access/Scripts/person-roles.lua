-- Who has assigned roles, unless that is what the caller knows already. ARGV: 2 version that it knows.
-- Returns {version} or {version, {user, roles ...}}.
local version = redis.call('HGET', KEYS[1], 'assigned') or '0'
if version == ARGV[2] then
  return {version}
end
return {version, redis.call('HGETALL', assigned)}
