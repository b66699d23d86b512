-- ARGV: 2 expected version, '*' for any, 3 what the audit is told when it is done; then pairs of whose and its limits.
-- Returns {0 or 1 for done, version}.
local version = redis.call('HGET', budgets, 'version') or '0'
if ARGV[2] ~= '*' and ARGV[2] ~= version then
  return {0, version}
end
redis.call('DEL', budgets)
version = int(tonumber(version) + 1)
redis.call('HSET', budgets, 'version', version)
for i = 4, #ARGV, 2 do
  redis.call('HSET', budgets, ARGV[i], ARGV[i + 1])
end
audit(ARGV[3])
return {1, version}
