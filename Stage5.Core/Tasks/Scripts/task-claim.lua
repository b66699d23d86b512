-- ARGV: 2 new run, 3 lease in ms, 4 every how many claims batch goes first
-- Returns {how much still waits} or {how much still waits, record}.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', int(now), 'LIMIT', 0, 100)) do
  redis.call('ZREM', delayed, id)
  local lane = redis.call('HGET', task_key(id), 'lane')
  if lane then
    redis.call('RPUSH', lane_key(lane), id)
  end
end

local claims = tonumber(redis.call('HGET', root, 'claims') or '0') + 1
local first, second = 'live', 'batch'
if claims % tonumber(ARGV[4]) == 0 then
  first, second = second, first
end

local id
repeat
  id = redis.call('LPOP', lane_key(first)) or redis.call('LPOP', lane_key(second))
until not id or redis.call('HGET', task_key(id), 'state') == 'queued'
if not id then
  return {waiting()}
end
redis.call('HSET', root, 'claims', int(claims))
redis.call('HINCRBY', task_key(id), 'attempt', 1)
redis.call('HSET', task_key(id), 'state', 'running', 'run', ARGV[2], 'updated', int(now))
redis.call('ZADD', leases, int(now + tonumber(ARGV[3])), id)
return {waiting(), record(id)}
