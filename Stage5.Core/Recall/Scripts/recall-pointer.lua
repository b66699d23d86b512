-- Returns {active, building, retired…}.
local now_is = redis.call('HMGET', pointer, 'active', 'building')
local reply = {now_is[1] or '', now_is[2] or ''}
for _, one in ipairs(redis.call('SMEMBERS', retired)) do reply[#reply + 1] = one end
return reply
