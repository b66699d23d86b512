-- ARGV: 2 id, 3 claim, 4 state, 5 ms until it is due again, 6 reason, 7 ms that it is shown yet (empty: till it expires)
-- Ends the claim. Returns 0 when the claim is lost: another worker has it, or its owner threw it away.
local id, state, key = ARGV[2], ARGV[4], draft_key(ARGV[2])
local draft = redis.call('HMGET', key, 'claim', 'state', 'user', 'expires')
if draft[1] ~= ARGV[3] then
  return 0
end
if state == 'deleted' then
  forget(id, draft[3])
  return 1
end
redis.call('HSET', key, 'state', state, 'claim', '')
if state == 'completed' or state == 'failed' then
  local gone = ARGV[7] == '' and tonumber(draft[4]) or now + tonumber(ARGV[7])
  redis.call('HSET', key, 'gone', int(gone), 'next', '')
  redis.call('PEXPIRE', key, int(math.max(gone - now, 1)))
  redis.call('ZREM', due, id)
else
  redis.call('ZADD', due, int(now + tonumber(ARGV[5])), id)
end
if state == 'pending' then
  redis.call('HINCRBY', key, 'waits', 1)
  redis.call('HSET', key, 'next', int(now + tonumber(ARGV[5])))
end
if state == 'processing' then
  local once = redis.call('HMGET', key, 'enqueued', 'task')
  if once[1] ~= '1' then
    audit('{"format":"stage5.audit.v1","tenant":"' .. audit_tenant
      .. '","actor":{"user":"stage5","credential":"system","id":""},"action":"draft.replayed","resource":"draft/' .. id
      .. '","outcome":"succeeded","details":{"user":' .. cjson.encode(draft[3]) .. '}', once[2], 0)
  end
  redis.call('HSET', key, 'enqueued', '1')
else
  redis.call('HSET', key, 'reason', ARGV[6], 'updated', int(now))
  tell(draft[3])
end
return 1
