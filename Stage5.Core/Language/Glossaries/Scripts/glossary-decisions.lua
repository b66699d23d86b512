-- ARGV: 2 user, 3 most to remember, 4 how many to remember now; their names and JSON; then the names to tell.
-- The ones remembered longest ago are forgotten first. Returns the JSON of each name told, '' for none.
local decisions, order = root .. ':gloss:decisions:' .. ARGV[2], root .. ':gloss:decided:' .. ARGV[2]
local last = 4 + 2 * tonumber(ARGV[4])
for i = 5, last, 2 do
  redis.call('HSET', decisions, ARGV[i], ARGV[i + 1])
  redis.call('ZADD', order, int(now), ARGV[i])
end
local over = redis.call('ZCARD', order) - tonumber(ARGV[3])
if over > 0 then
  for _, name in ipairs(redis.call('ZRANGE', order, 0, int(over - 1))) do
    redis.call('HDEL', decisions, name)
    redis.call('ZREM', order, name)
  end
end
local found = {}
for i = last + 1, #ARGV do
  found[#found + 1] = redis.call('HGET', decisions, ARGV[i]) or ''
end
return found
