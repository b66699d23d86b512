-- ARGV: 2 id, 3 user, 4 kind, 5 lane, 6 request, 7 traceparent, 8 run (empty: to be queued), 9 lease in ms,
-- 10 request as a list shows it, 11 key, 12 idempotency key (hash; empty: none), 13 hash of the request, 14 how long
-- the key is remembered in ms, 15 who asked, as the audit has it, 16 details for the audit,
-- 17 fingerprint of its text ('' for none), 18 most events that its log keeps
-- Returns {made, same or other, record}; same and other name the task that the idempotency key made before.
local id, user, lane, run = ARGV[2], ARGV[3], ARGV[5], ARGV[8]
if redis.call('EXISTS', task_key(id)) == 1 then
  return {'made', record(id)}
end
local inline = run ~= ''
if ARGV[12] ~= '' then
  local once = root .. ':once:' .. ARGV[12]
  local before = redis.call('GET', once)
  local state = before and redis.call('HGET', task_key(string.sub(before, 1, 36)), 'state')
  -- One that came to nothing had no effect: to ask again is what the key is for.
  if state and state ~= 'failed' and state ~= 'cancelled' then
    return {string.sub(before, 38) == ARGV[13] and 'same' or 'other', record(string.sub(before, 1, 36))}
  end
  redis.call('SET', once, id .. ' ' .. ARGV[13], 'PX', ARGV[14])
end
redis.call('HSET', task_key(id), 'id', id, 'user', user, 'kind', ARGV[4], 'lane', lane, 'request', ARGV[6],
  'trace', ARGV[7], 'state', inline and 'running' or 'queued', 'run', run, 'inline', inline and '1' or '0',
  'attempt', inline and '1' or '0', 'cancel', '0', 'sequence', '0', 'created', int(now), 'updated', int(now),
  'finished', '', 'result', '', 'error', '', 'brief', ARGV[10], 'key', ARGV[11], 'actor', ARGV[15],
  'most', ARGV[18])
redis.call('ZADD', index, int(now), id)
redis.call('ZADD', index .. ':' .. user, int(now), id)
if inline then
  redis.call('ZADD', leases, int(now + tonumber(ARGV[9])), id)
else
  redis.call('RPUSH', lane_key(lane), id)
end
audit_task(id, 'created', 'succeeded', 0, ARGV[16], ARGV[17])
return {'made', record(id)}
