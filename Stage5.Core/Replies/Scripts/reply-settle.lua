-- ARGV: 2 id, 3 token, 4 'delivered', 'failed' or 'impossible', 5 error, 6 delay in ms, 7 most attempts,
-- 8 retention in ms. Returns the entry's state from now on, or 'lost' when another has taken it over.
local id = ARGV[2]
local entry = redis.call('HMGET', reply_key(id), 'lease', 'room', 'attempts', 'task', 'channel')
if entry[1] ~= ARGV[3] then
  return 'lost'
end
local room = entry[2]
if ARGV[4] == 'failed' and tonumber(entry[3]) < tonumber(ARGV[7]) then
  redis.call('HSET', reply_key(id), 'state', 'pending', 'lease', '', 'error', ARGV[5])
  redis.call('ZADD', outbox, int(now + tonumber(ARGV[6])), room)
  return 'pending'
end
local state = ARGV[4] == 'delivered' and 'delivered' or 'dead'
reply_end(id, state, ARGV[5], ARGV[8])
audit('{"format":"stage5.audit.v1","tenant":"' .. audit_tenant
  .. '","actor":{"user":"stage5","credential":"system","id":""},"action":"reply.' .. state .. '","resource":"reply/' .. id
  .. '","outcome":"' .. (state == 'delivered' and 'succeeded' or 'failed') .. '","details":{"channel":'
  .. cjson.encode(entry[5]) .. ',"attempts":' .. int(tonumber(entry[3])) .. '}', entry[4],
  tonumber(redis.call('HGET', KEYS[1] .. ':task:' .. entry[4], 'sequence') or '0'))
if redis.call('LLEN', reply_queue(room)) > 0 then
  redis.call('ZADD', outbox, int(now), room)
else
  redis.call('ZREM', outbox, room)
end
return state
