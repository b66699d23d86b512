-- ARGV: 2 most attempts, 3 retention in ms, 4 error of an interrupted inline task, 5 error of a task whose workers
-- died too often, 6 payload of a cancellation. Returns {leases ended, how much waits}.
local most, retention, interrupted, lost = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local expired = redis.call('ZRANGEBYSCORE', leases, '-inf', int(now), 'LIMIT', 0, 100)
-- Each goes to the front of its lane: the last put there comes first, so the oldest is put there last.
for i = #expired, 1, -1 do
  local id = expired[i]
  local task = redis.call('HMGET', task_key(id), 'cancel', 'inline', 'attempt')
  if not task[1] then
    redis.call('ZREM', leases, id)
  elseif task[1] == '1' then
    finish(id, 'cancelled', ARGV[6], retention, '', '')
  elseif task[2] == '1' then
    finish(id, 'failed', interrupted, retention, '', interrupted)
  elseif tonumber(task[3]) >= most then
    redis.call('ZADD', dead, int(now), id)
    finish(id, 'failed', lost, retention, '', lost)
  else
    requeue_first(id)
  end
end
trim()
review_trim()
return {#expired, waiting()}
