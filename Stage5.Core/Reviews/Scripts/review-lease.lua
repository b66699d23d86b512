-- ARGV: 2 id, 3 user, 4 expected version, 5 lease in ms, 6 1 when the reviewer was active, 7 actor, 8 trace
-- Returns {'done'} for a new lease and a renewed one; {why not, who has it, until when in ms} otherwise.
local id, user = ARGV[2], ARGV[3]
local found = review_read(id)
if not found then
  return review_refuse('missing')
end
local ends = int(now + tonumber(ARGV[5]))
local refusal = review_refusal(found, user)
if refusal then
  return review_refuse(refusal, found)
end
if found.leased then
  local worked = ARGV[6] == '1' and math.min(now - found.beat, review_idle) or 0
  redis.call('HSET', review_key(id), 'until', ends, 'beat', int(now), 'active', int(found.active + worked))
  redis.call('ZADD', review_leases, ends, id)
  return {'done'}
end
local stale = review_stale(found, ARGV[4])
if stale then
  return review_refuse(stale, found)
end
-- Who comes back to it goes on with the time they had.
local active = found.reviewer == user and found.active or 0
redis.call('HSET', review_key(id), 'state', 'leased', 'reviewer', user, 'until', ends, 'beat', int(now),
  'active', int(active))
redis.call('ZADD', review_leases, ends, id)
review_entry(id, 'leased', user, ',"until":' .. ends)
review_audit(id, 'leased', ARGV[7], '', ARGV[8])
review_trim()
return {'done'}
