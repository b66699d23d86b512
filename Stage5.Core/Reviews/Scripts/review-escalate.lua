-- ARGV: 2 id, 3 user, 4 expected version, 5 reason, 6 actor, 7 trace, 8 ... 11 in how many ms a review of priority low,
-- normal, high and urgent is due. Returns {'done'}, or why not as review-lease does.
local id, user = ARGV[2], ARGV[3]
local found = review_read(id)
if not found then
  return review_refuse('missing')
end
if found.state == 'closed' or found.state == 'decided' then
  return review_refuse(found.state, found)
end
local stale = review_stale(found, ARGV[4])
if stale then
  return review_refuse(stale, found)
end
local priorities, place = {'low', 'normal', 'high', 'urgent'}, 4
for i, priority in ipairs(priorities) do
  if priority == found.priority then
    place = math.min(i + 1, 4)
  end
end
local due = int(math.min(found.due, now + tonumber(ARGV[7 + place])))
redis.call('HSET', review_key(id), 'priority', priorities[place], 'due', due)
local number = review_entry(id, 'escalated', user, ',"priority":"' .. priorities[place] .. '","dueAt":' .. due
  .. review_text(ARGV[5]))
review_audit(id, 'escalated', ARGV[6], '{"priority":"' .. priorities[place] .. '"}', ARGV[7])
review_hook(id, 'escalated', number, ',"by":"' .. user .. '"')
return {'done'}
