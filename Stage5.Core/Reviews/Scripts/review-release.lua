-- ARGV: 2 id, 3 user, 4 expected version, 5 actor, 6 trace. Returns {'done'}, or why not as review-lease does.
local id, user = ARGV[2], ARGV[3]
local found = review_read(id)
if not found then
  return review_refuse('missing')
end
if found.state == 'closed' or found.state == 'decided' then
  return review_refuse(found.state, found)
end
if not found.leased or found.reviewer ~= user then
  return review_refuse('notYours', found)
end
local stale = review_stale(found, ARGV[4])
if stale then
  return review_refuse(stale, found)
end
redis.call('HSET', review_key(id), 'state', 'open', 'until', '0')
redis.call('ZREM', review_leases, id)
review_entry(id, 'released', user, '')
review_audit(id, 'released', ARGV[5], '', ARGV[6])
return {'done'}
