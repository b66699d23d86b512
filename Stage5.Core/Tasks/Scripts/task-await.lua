-- ARGV: 2 id, 3 run, 4 payload of a cancellation, 5 retention in ms, 6 receipt, 7 details for the audit of a
-- cancellation, 8 ... what review_open reads
-- Returns 1 when the task awaits its review and 2 when it ended as cancelled instead, by this call or an earlier one of
-- the same run; 0 when the run lost it.
local id, run = ARGV[2], ARGV[3]
if not held(id, run) then
  local task = redis.call('HMGET', task_key(id), 'state', 'run', 'review')
  if task[2] ~= run then
    return 0
  end
  -- It may have been decided already, before whoever parked it heard that it was parked.
  return task[3] == ARGV[8] and 1 or task[1] == 'cancelled' and 2 or 0
end
if redis.call('HGET', task_key(id), 'cancel') == '1' then
  finish(id, 'cancelled', ARGV[4], ARGV[5], '', '', ARGV[6], ARGV[7])
  return 2
end
redis.call('ZREM', leases, id)
redis.call('HSET', task_key(id), 'state', 'awaitingreview')
review_open(id, 8, 0)
return 1
