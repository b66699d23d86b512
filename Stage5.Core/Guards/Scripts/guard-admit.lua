-- Rate, place and money in one go. ARGV: 2 hold id, '' to count only; 3 class; 4 lease in ms; 5 places; 6 of
-- them for batch; 7 key; 8 user; 9 conversation; 10 whether the rate counts; 11 tokens; 12-23 rate a minute and
-- burst of requests, then tokens, of tenant, key, user; 24 enforce; 25-28 limits; 29-33 calendar; 34 whether money
-- is asked for; 35… worst cases. Who is refused for want of a place or money has counted as a request; the tokens
-- have not.
local ids = {key = ARGV[7], user = ARGV[8], conversation = ARGV[9]}
local at = calendar(29)
if not at then
  return {'window', int(now)}
end
local reaped, charged = reap(5, at.day)
local rate, meters = {0, 0, 0}, {}

local function reply(code, target, amount, detail)
  return {code, int(now), target, int(amount), rate[1], int(rate[2]), int(rate[3]), reaped, int(charged),
    unpack(detail or {})}
end

-- GCRA in whole numbers: a level in 60,000ths of a unit, drained by the rate a minute in each millisecond.
local function meter(i, units)
  local per_minute, burst = tonumber(ARGV[10 + i * 2]), tonumber(ARGV[11 + i * 2])
  local id = ({'', ids.key, ids.user})[(i - 1) % 3 + 1]
  if per_minute == 0 or units == 0 or (i % 3 ~= 1 and id == '') then
    return
  end
  local key = root .. ':rate:' .. scopes[(i - 1) % 3 + 1] .. ':' .. (i <= 3 and 'requests:' or 'tokens:') .. id
  local level, since = string.match(redis.call('GET', key) or '0 0', '^(%d+) (%d+)$')
  level = math.max(0, tonumber(level) - math.max(0, now - tonumber(since)) * per_minute)
  local cap = burst * 60000
  -- What is larger than the burst is let in when nothing is owed, and then owed: it would never fit.
  local over = level + math.min(units, burst) * 60000 - cap
  meters[#meters + 1] = {i = i, key = key, level = level, cap = cap, burst = burst, per_minute = per_minute,
    units = units, wait = over > 0 and math.ceil(over / per_minute) or 0}
end

-- The tightest is told: how much fits now, and in how many ms more of it will.
local function tightest()
  local share
  for _, m in ipairs(meters) do
    local left = math.max(0, math.floor((m.cap - m.level) / 60000))
    if not share or left / m.burst < share then
      share = left / m.burst
      local due = left > 0 and m.level or m.level + 60000 - m.cap
      rate = {m.i, left, math.ceil(due / m.per_minute)}
    end
  end
end

local function pay(from, to)
  for _, m in ipairs(meters) do
    if m.i >= from and m.i <= to then
      m.level = m.level + m.units * 60000
      local drained = math.ceil(m.level / m.per_minute) + 1000
      redis.call('SET', m.key, int(m.level) .. ' ' .. int(now), 'PX', int(drained))
    end
  end
end

if ARGV[10] == '1' then
  for i = 1, 6 do
    meter(i, i <= 3 and 1 or tonumber(ARGV[11]))
  end
  local slowest
  for _, m in ipairs(meters) do
    if m.wait > 0 and (not slowest or m.wait > slowest.wait) then
      slowest = m
    end
  end
  if slowest then
    rate = {slowest.i, math.max(0, math.floor((slowest.cap - slowest.level) / 60000)), slowest.wait}
    return reply('rate', -1, 0, {int(slowest.wait)})
  end
  pay(1, 3)
  tightest()
end

if ARGV[2] == '' then
  pay(4, 6)
  tightest()
  return reply('ok', -1, 0)
end
local of_batch = ARGV[3] == 'batch'
if redis.call('ZCARD', holds) >= tonumber(ARGV[5])
    or (of_batch and redis.call('SCARD', batch) >= tonumber(ARGV[6])) then
  return reply('place', -1, 0)
end
local hold = {id = ARGV[2], class = ARGV[3], user = ids.user, key = ids.key, conversation = ids.conversation,
  since = int(now), amount = 0, counted = ''}
local target = -1
if ARGV[34] == '1' then
  local list = counters(ids, at, limits_of(ids, 25))
  local found, amount = afford(hold, list, ARGV[24] == '1', 35)
  if not found then
    return reply(amount[1], -1, 0, {unpack(amount, 2)})
  end
  target = found
  stand(hold, list, amount)
end
pay(4, 6)
tightest()
redis.call('ZADD', holds, int(now + tonumber(ARGV[4])), hold.id)
if of_batch then
  redis.call('SADD', batch, hold.id)
end
save_hold(hold)
return reply('ok', target, hold.amount)
