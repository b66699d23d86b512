-- Charges what was spent, releases the rest and the place. ARGV: 2 hold id; 3 whether an earlier try may have been
-- done; 4 'settled', or 'released' when nothing was called; 5 key; 6 user; 7 conversation; 8-11 limits; 12-16
-- calendar; 17 ledger entry; 18 entry of the audit ('' where a task tells of it); then for each spend: name, input, cached, output, cost or '', estimated.
-- Returns {done|again|late|lost|window, now, held, charged, and for each soft limit now exceeded: scope, window,
-- spent, limit}.
local at = calendar(12)
if not at then
  return {'window', int(now)}
end
local id, released = ARGV[2], ARGV[4] == 'released'
local hold, code = load_hold(id), 'done'
if hold and (hold.state == 'settled' or hold.state == 'released') then
  return {'again', int(now), 0, 0}
end
local cost = 0
for i = 19, #ARGV, 6 do
  cost = cost + tonumber(ARGV[i + 4] == '' and 0 or ARGV[i + 4])
end
if not hold then
  if released or ARGV[3] == '1' then
    return {'again', int(now), 0, 0}
  end
  -- The store lost the hold. What was spent was spent.
  code = 'lost'
  hold = {id = id, state = 'open', class = '', user = ARGV[6], key = ARGV[5], conversation = ARGV[7], amount = 0,
    counted = ''}
end
local limits = limits_of(hold, 8)
if hold.counted == '' and hold.state == 'open' and cost > 0 then
  stand(hold, counters(hold, at, limits), 0)
end
local after
if hold.state == 'expired' then
  -- It was charged in full when its lease ended; now it is known what it cost.
  code = 'late'
  after = apply(hold, 0, cost - hold.charged)
  book('settled', math.min(cost, hold.amount) - hold.amount)
  if hold.charged > 0 then
    local day = redis.call('HGET', hold_key(id), 'day')
    add_usage(hold.user, day, 'unknown|unknown', {-1, 0, 0, 0, -hold.charged, 0, -1})
  end
else
  leave(id)
  after = apply(hold, -hold.amount, cost)
  book('held', -hold.amount)
  book('settled', math.min(cost, hold.amount))
end
book('released', hold.amount - math.min(cost, hold.amount))
book('overrun', math.max(0, cost - hold.amount))
for i = 19, #ARGV, 6 do
  local spent = ARGV[i + 4]
  add_usage(hold.user, at.day, ARGV[i], {1, tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]),
    tonumber(spent == '' and 0 or spent), spent == '' and 1 or 0, tonumber(ARGV[i + 5])})
end
if code == 'late' then
  tell(ARGV[17], 0, cost - hold.charged)
elseif not released then
  tell(ARGV[17], hold.amount, cost)
end
if ARGV[18] ~= '' and not released then
  audit(ARGV[18])
end
-- Kept for a while, so that a settlement sent twice is done once.
redis.call('DEL', hold_key(id))
redis.call('HSET', hold_key(id), 'state', ARGV[4])
redis.call('PEXPIRE', hold_key(id), 600000)

local result = {code, int(now), int(hold.amount), int(cost)}
for _, counter in ipairs(after) do
  local limit = limits[counter.s][counter.w]
  if limit and limit.soft and counter.spent > limit.soft
      and redis.call('HGET', counter.key, windows[counter.w] .. ':told') ~= counter.start then
    redis.call('HSET', counter.key, windows[counter.w] .. ':told', counter.start)
    for _, value in ipairs({scopes[counter.s], windows[counter.w], int(counter.spent), int(limit.soft)}) do
      result[#result + 1] = value
    end
  end
end
return result
