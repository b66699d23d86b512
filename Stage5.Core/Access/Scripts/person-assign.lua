-- Gives a person roles in place of the token's. ARGV: 2 user, 3 version that is expected, 4 'set', or 'token' to go by the
-- token again, 5 roles, separated by spaces, 6 by whom, 7 entry of the audit. Returns {'missing'}, {'version'},
-- {'lastAdmin'} or {'done'}, and the fields.
local person = person_of(ARGV[2])
local fields = person_fields(ARGV[2])
if not fields[1] then
  return {'missing', fields}
end
if (fields[8] or '0') ~= ARGV[3] then
  return {'version', fields}
end
local roles = ARGV[4] == 'set' and ARGV[5] or fields[4] or ''
if not is_admin(roles) and redis.call('SISMEMBER', admins, ARGV[2]) == 1 and other_admins(ARGV[2]) == 0 then
  return {'lastAdmin', fields}
end
if ARGV[4] == 'set' then
  redis.call('HSET', person, 'assigned', ARGV[5])
  redis.call('HSET', assigned, ARGV[2], ARGV[5])
else
  redis.call('HDEL', person, 'assigned')
  redis.call('HDEL', assigned, ARGV[2])
end
redis.call('HSET', person, 'assigned_by', ARGV[6], 'assigned_at', int(now))
redis.call('HINCRBY', person, 'version', 1)
redis.call('HINCRBY', KEYS[1], 'assigned', 1)
keep_admin(ARGV[2], roles)
audit(ARGV[7])
redis.call('PUBLISH', 's5:roles', audit_tenant)
return {'done', person_fields(ARGV[2])}
