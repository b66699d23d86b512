-- ARGV: 2 id, 3 run, 4 state, 5 payload, 6 retention in ms, 7 result, 8 error, 9 payload of a cancellation,
-- 10 receipt where there is no result, 11 details for the audit, 12 review or '', then what else review_open reads where
-- there is one, then replies as put_replies reads them
-- Returns 1 when the task ended so and 2 when it ended as cancelled instead, by this call or an earlier one of the
-- same run; 0 when the run lost it.
local id, run, state = ARGV[2], ARGV[3], ARGV[4]
if held(id, run) then
  -- Whoever was told that the task will be cancelled was told the truth, even when the answer came a moment before.
  if redis.call('HGET', task_key(id), 'cancel') == '1' and state ~= 'cancelled' then
    finish(id, 'cancelled', ARGV[9], ARGV[6], '', '', ARGV[10], ARGV[11])
    return 2
  end
  local first = ARGV[12] == '' and 13 or 12 + review_opening
  if ARGV[12] ~= '' then
    review_open(id, 12, (#ARGV - first + 1) / 4)
  end
  append_posted(id, run, first, 0)
  finish(id, state, ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[10], ARGV[11])
  if #ARGV >= first then
    put_replies(id, redis.call('HGET', task_key(id), 'user'), first, 0)
  end
  return 1
end
local task = redis.call('HMGET', task_key(id), 'state', 'run')
if task[2] ~= run then
  return 0
end
return task[1] == state and 1 or task[1] == 'cancelled' and 2 or 0
