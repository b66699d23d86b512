-- ARGV: 2 id, 3 run, 4 retention in ms, 5 error of an inline task, 6 payload of a cancellation
-- Returns 'lost', 'queued', 'failed' or 'cancelled'.
local id = ARGV[2]
if not held(id, ARGV[3]) then
  return 'lost'
end
local task = redis.call('HMGET', task_key(id), 'cancel', 'inline')
if task[1] == '1' then
  finish(id, 'cancelled', ARGV[6], ARGV[4], '', '')
  return 'cancelled'
end
if task[2] == '1' then
  finish(id, 'failed', failed(ARGV[5]), ARGV[4], '', ARGV[5])
  return 'failed'
end
redis.call('HINCRBY', task_key(id), 'attempt', -1)
requeue_first(id)
return 'queued'
