-- ARGV: 2 how many at most; 3-7 calendar. Returns {done|window, now, how many leases had ended, what was charged}.
local at = calendar(3)
if not at then
  return {'window', int(now)}
end
local count, total = reap(tonumber(ARGV[2]), at.day)
return {'done', int(now), count, int(total)}
