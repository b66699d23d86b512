-- ARGV: 2 id, 3 run, 4 state, 5 payload, 6 retention in ms, 7 result, 8 error
-- Returns 1 when the task ended so, by this call or an earlier one of the same run; 0 when the run lost it.
local id, run, state = ARGV[2], ARGV[3], ARGV[4]
if held(id, run) then
  finish(id, state, ARGV[5], ARGV[6], ARGV[7], ARGV[8])
  return 1
end
local task = redis.call('HMGET', task_key(id), 'state', 'run')
return task[1] == state and task[2] == run and 1 or 0
