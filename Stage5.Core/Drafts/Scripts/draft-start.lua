-- ARGV: 2 id, 3 claim, 4 lease in ms, 5 id that its task will have. Returns 0 when the claim is lost.
-- Written before the task is made: whoever takes the draft over makes the same task, which the store makes once.
local draft = redis.call('HMGET', draft_key(ARGV[2]), 'claim', 'state', 'user')
if draft[1] ~= ARGV[3] or draft[2] ~= 'pending' then
  return 0
end
redis.call('HINCRBY', draft_key(ARGV[2]), 'attempts', 1)
redis.call('HSET', draft_key(ARGV[2]), 'state', 'processing', 'task', ARGV[5], 'enqueued', '0', 'next', '', 'reason', '',
  'updated', int(now))
redis.call('ZADD', due, int(now + tonumber(ARGV[4])), ARGV[2])
tell(draft[3])
return 1
