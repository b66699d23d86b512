-- ARGV: 3 owner, 4 epoch, 5 cursor before, 6 cursor after, 7 turns covered, 8 id, 9 at (ms), 10 entry, 11 turns,
-- 12 bytes and 13 milliseconds kept. Cursor and summary move together, or not at all. Returns 1 when they did.
if not held(ARGV[3], ARGV[4]) then return 0 end
if (redis.call('HGET', room, 'cursor') or '-1') ~= ARGV[5] then return 0 end
local covered = redis.call('ZRANGEBYSCORE', order, '(' .. ARGV[5], ARGV[6])
-- One came late, or was trimmed: the summary is not of these turns.
if #covered ~= tonumber(ARGV[7]) then return 0 end
for _, id in ipairs(covered) do drop(id) end
add(ARGV[8], ARGV[9], ARGV[6], ARGV[10])
redis.call('HSET', room, 'cursor', ARGV[6])
trim(ARGV[11], ARGV[12], ARGV[13])
return 1
