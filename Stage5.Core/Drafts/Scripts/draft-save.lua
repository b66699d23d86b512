-- ARGV: 2 id, 3 user, 4 key, 5 request, 6 brief, 7 how long it is kept in ms, 8 how much longer it is shown in ms,
-- 9 most of one user. Returns the record; {} when the user has as many as allowed.
local id, user, kept, shown_for = ARGV[2], ARGV[3], tonumber(ARGV[7]), tonumber(ARGV[8])
if #drafts_of(user) >= tonumber(ARGV[9]) then
  return {}
end
redis.call('HSET', draft_key(id), 'id', id, 'user', user, 'key', ARGV[4], 'request', ARGV[5], 'brief', ARGV[6],
  'consentBy', user, 'consentAt', int(now), 'state', 'pending', 'attempts', '0', 'waits', '0', 'next', int(now),
  'task', '', 'enqueued', '0', 'reason', '', 'created', int(now), 'updated', int(now), 'expires', int(now + kept),
  'gone', int(now + kept + shown_for), 'claim', '')
redis.call('PEXPIRE', draft_key(id), int(kept + shown_for))
redis.call('ZADD', list_key(user), int(now), id)
redis.call('PEXPIRE', list_key(user), int(kept + shown_for))
redis.call('ZADD', due, int(now), id)
tell(user)
return record(id, 'request')
