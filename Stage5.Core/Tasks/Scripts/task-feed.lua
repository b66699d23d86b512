-- ARGV: 2 the number to read after (empty: nothing of the past), 3 how many to look at, 4 user, 5 task (empty: any),
-- 6 ... types (none: any). Returns {newest number, oldest number kept (0: none), number looked at last,
-- number, user, envelope ('' where its log has dropped it), …}.
local newest = tonumber(redis.call('HGET', root, 'feed') or '0')
if ARGV[2] == '' then
  return {newest, 0, newest}
end
local wanted = {}
for i = 6, #ARGV do
  wanted[ARGV[i]] = true
end
local oldest = redis.call('ZRANGE', feed, '0', '0', 'WITHSCORES')
local found = {newest, tonumber(oldest[2] or '0'), tonumber(ARGV[2])}
local page = redis.call('ZRANGEBYSCORE', feed, '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', '0', ARGV[3])
if #page == 0 then
  found[3] = newest
end
for i = 1, #page, 2 do
  local id = string.sub(page[i], 1, 36)
  local sequence, type, user = string.match(string.sub(page[i], 38), '^(%d+) (%S+) (.*)$')
  found[3] = tonumber(page[i + 1])
  if (ARGV[4] == '' or user == ARGV[4]) and (ARGV[5] == '' or id == ARGV[5]) and (#ARGV < 6 or wanted[type]) then
    found[#found + 1] = found[3]
    found[#found + 1] = user
    found[#found + 1] = redis.call('ZRANGEBYSCORE', log_key(id), sequence, sequence)[1] or ''
  end
end
return found
