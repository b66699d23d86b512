-- ARGV: 3 known epoch, 4 known version, 5 bytes at most. Returns {epoch, version reached, version, cursor, trimmed,
-- active generation, entries…}: those written since. Another epoch than the known one: all of them.
local meta = redis.call('HMGET', room, 'epoch', 'version', 'cursor', 'trimmed')
local active = redis.call('HGET', pointer, 'active') or ''
if not meta[1] then return {'', '0', '0', '-1', '-1', active} end
local from = ARGV[3] == meta[1] and ARGV[4] or '0'
local found = redis.call('ZRANGEBYSCORE', written, '(' .. from, '+inf', 'WITHSCORES', 'LIMIT', 0, 500)
local reply = {meta[1], meta[2], meta[2], meta[3] or '-1', meta[4] or '-1', active}
local size = 0
for i = 1, #found, 2 do
  local entry = redis.call('HGET', text, found[i])
  if entry then
    reply[#reply + 1] = entry
    size = size + #entry
  end
  if (size > tonumber(ARGV[5]) or i + 1 >= 1000) and tonumber(found[i + 1]) < tonumber(meta[2]) then
    reply[2] = found[i + 1]
    break
  end
end
return reply
