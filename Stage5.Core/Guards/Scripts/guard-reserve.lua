-- Holds the first worst case that the budgets carry, instead of what is held. ARGV: 2 hold id; 3 enforce; 4-7
-- limits; 8-12 calendar; 13… worst cases. Replies as guard-admit does.
local at = calendar(8)
if not at then
  return {'window', int(now)}
end
local function reply(code, target, amount, detail)
  return {code, int(now), target, int(amount), 0, 0, 0, 0, 0, unpack(detail or {})}
end

local hold = load_hold(ARGV[2])
if not hold or hold.state ~= 'open' then
  return reply('gone', -1, 0)
end
local limits = limits_of(hold, 4)
local list = counters(hold, at, limits)
local target, amount = afford(hold, list, ARGV[3] == '1', 13)
if not target then
  return reply(amount[1], -1, hold.amount, {unpack(amount, 2)})
end
if hold.counted ~= '' then
  apply(hold, -hold.amount, 0)
  book('held', -hold.amount)
  book('released', hold.amount)
  list = counters(hold, at, limits)
end
stand(hold, list, amount)
save_hold(hold)
return reply('ok', target, amount)
