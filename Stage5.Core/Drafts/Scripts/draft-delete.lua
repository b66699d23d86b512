-- ARGV: 2 id, 3 user. Returns {} when the user has no such draft, else {id of the task to be cancelled, or ''}.
-- One whose task is under way is only marked: a worker makes sure that the task is cancelled, whoever dies meanwhile.
local id, user = ARGV[2], ARGV[3]
if not stands(id, user) then
  return {}
end
local draft = redis.call('HMGET', draft_key(id), 'state', 'task')
if draft[1] ~= 'processing' then
  forget(id, user)
  tell(user)
  return {''}
end
redis.call('HSET', draft_key(id), 'state', 'deleted', 'claim', '', 'updated', int(now))
redis.call('ZADD', due, int(now), id)
redis.call('ZREM', list_key(user), id)
tell(user)
return {draft[2]}
