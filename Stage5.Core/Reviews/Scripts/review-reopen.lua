-- ARGV: 2 id, 3 user, 4 expected version, 5 reason, 6 actor, 7 trace, 8 ... 11 in how many ms a review of priority low,
-- normal, high and urgent is due. Returns {'done'}, or why not as review-lease does.
local id, user = ARGV[2], ARGV[3]
local found = review_read(id)
if not found then
  return review_refuse('missing')
end
if found.state == 'closed' then
  return review_refuse('closed', found)
end
if found.state ~= 'decided' then
  return review_refuse('undecided', found)
end
local stale = review_stale(found, ARGV[4])
if stale then
  return review_refuse(stale, found)
end
local place = ({low = 8, normal = 9, high = 10, urgent = 11})[found.priority]
local due = int(now + tonumber(ARGV[place]))
redis.call('HSET', review_key(id), 'state', 'open', 'due', due, 'approvals', '', 'edited', '0', 'reviewer', '',
  'until', '0', 'active', '0')
redis.call('DEL', review_said(id))
redis.call('ZREM', review_expiring, id)
review_entry(id, 'reopened', user, ',"dueAt":' .. due .. review_text(ARGV[5]))
review_audit(id, 'reopened', ARGV[6], '', ARGV[7])
review_trim()
return {'done'}
