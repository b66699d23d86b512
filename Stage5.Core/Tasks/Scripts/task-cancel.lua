-- ARGV: 2 id, 3 retention in ms, 4 payload, 5 retention of reviews in ms
local id = ARGV[2]
local task = redis.call('HMGET', task_key(id), 'state', 'lane', 'run', 'review')
local state, lane, run = task[1], task[2], task[3]
if not state then
  return 'notFound'
end
if state == 'queued' then
  redis.call('LREM', lane_key(lane), 0, id)
  redis.call('ZREM', delayed, id)
  redis.call('HSET', task_key(id), 'cancel', '1')
  finish(id, 'cancelled', ARGV[4], ARGV[3], '', '')
  return 'cancelled'
end
if state == 'awaitingreview' then
  redis.call('HSET', task_key(id), 'cancel', '1')
  review_close(task[4], id, ARGV[5])
  finish(id, 'cancelled', ARGV[4], ARGV[3], '', '')
  return 'cancelled'
end
if state == 'running' or state == 'cancelling' then
  redis.call('HSET', task_key(id), 'state', 'cancelling', 'cancel', '1', 'updated', int(now))
  redis.call('PUBLISH', 's5:cancel', run)
  return 'requested'
end
return 'alreadyFinished'
