-- Keys that protect dashboard cookies. ARGV: 2 name or '' to read only, 3 key, 4 most. Returns {1 kept or the same was
-- there already, 0 another stands under that name, -1 there are too many; names and keys}.
local key = KEYS[1] .. ':protection-keys'
local kept = 1
if ARGV[2] ~= '' then
  local there = redis.call('HGET', key, ARGV[2])
  if there then
    kept = there == ARGV[3] and 1 or 0
  elseif redis.call('HLEN', key) >= tonumber(ARGV[4]) then
    kept = -1
  else
    redis.call('HSET', key, ARGV[2], ARGV[3])
  end
end
return {kept, redis.call('HGETALL', key)}
