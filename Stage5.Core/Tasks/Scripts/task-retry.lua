-- ARGV: 2 id, 3 run, 4 delay in ms, 5 most attempts, 6 retention in ms, 7 error, 8 payload of a cancellation,
-- 9 receipt, 10 1 when the attempt does not count: the task had no turn yet, 11 details for the audit
-- where the task ends
-- Returns 'lost', 'delayed', 'dead', 'failed' (inline: nobody would take it up) or 'cancelled'.
local id, retention, failure = ARGV[2], ARGV[6], ARGV[7]
if not held(id, ARGV[3]) then
  return 'lost'
end
local task = redis.call('HMGET', task_key(id), 'cancel', 'inline', 'attempt')
if task[1] == '1' then
  finish(id, 'cancelled', ARGV[8], retention, '', '', ARGV[9], ARGV[11])
  return 'cancelled'
end
if task[2] == '1' then
  finish(id, 'failed', failed(failure), retention, '', failure, ARGV[9], ARGV[11])
  return 'failed'
end
local delay = tonumber(ARGV[4])
if ARGV[10] == '1' then
  redis.call('HINCRBY', task_key(id), 'attempt', -1)
  -- Each further wait is longer, up to half a minute: a crowd that finds no place must not turn in circles.
  local waits = redis.call('HINCRBY', task_key(id), 'waits', 1)
  delay = math.max(delay, math.min(delay * 2 ^ math.min(waits - 1, 15), 30000))
elseif tonumber(task[3]) >= tonumber(ARGV[5]) then
  redis.call('ZADD', dead, int(now), id)
  finish(id, 'failed', failed(failure), retention, '', failure, ARGV[9], ARGV[11])
  return 'dead'
end
redis.call('ZREM', leases, id)
redis.call('HSET', task_key(id), 'state', 'queued', 'updated', int(now))
redis.call('ZADD', delayed, int(now + delay), id)
return 'delayed'
