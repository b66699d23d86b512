-- ARGV: 2 the caller's key; 3 user; 4-8 calendar. Returns {done|window, now, version, limits an administrator set,
-- counters as {scope, id, start, spent, held of each window}, books}.
local at = calendar(4)
if not at then
  return {'window', int(now)}
end
reap(20, at.day)
local set, seen = redis.call('HGETALL', budgets), {}
local found = {}
local function add(s, id)
  local key = spend_key(s, {key = id, user = id, conversation = id})
  if not seen[key] then
    seen[key] = true
    local row = {scopes[s], id}
    for _, counter in ipairs(read_spend(key)) do
      row[#row + 1], row[#row + 2], row[#row + 3] = int(counter.start), int(counter.spent), int(counter.held)
    end
    found[#found + 1] = row
  end
end
add(1, '')
add(2, ARGV[2])
add(3, ARGV[3])
local limits, version = {}, '0'
for i = 1, #set, 2 do
  if set[i] == 'version' then
    version = set[i + 1]
  else
    limits[#limits + 1], limits[#limits + 2] = set[i], set[i + 1]
    local scope, id = string.match(set[i], '^(%S+) (.+)$')
    for s = 2, 4 do
      if scopes[s] == scope then
        add(s, id)
      end
    end
  end
end
local books = redis.call('HMGET', money, 'reserved', 'settled', 'released', 'held', 'overrun')
local account = {}
for i = 1, 5 do
  account[i] = books[i] or '0'
end
account[6] = int(redis.call('ZCARD', holds))
local sum = 0
for _, id in ipairs(redis.call('ZRANGE', holds, 0, -1)) do
  sum = sum + tonumber(redis.call('HGET', hold_key(id), 'amount') or 0)
end
account[7] = int(sum)
return {'done', int(now), version, limits, found, account}
