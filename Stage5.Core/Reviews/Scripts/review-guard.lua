-- ARGV: 2 id. Returns what guards decide by: {state, version, who has or had it, end of the lease, approvals, priority,
-- due}, or {}.
local found = review_read(ARGV[2])
if not found then
  return {}
end
return {found.state, found.version, found.leased and found.reviewer or '', found.leased and found.ends or '0',
  found.approvals, found.priority, int(found.due)}
