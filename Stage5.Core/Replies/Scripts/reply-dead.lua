-- ARGV: 2 user (empty: the whole tenant), 3 how many, 4 retention in ms. Returns what was given up, newest first.
local key = ARGV[2] == '' and reply_retired or reply_retired .. ':' .. ARGV[2]
redis.call('ZREMRANGEBYSCORE', key, '-inf', int(now - tonumber(ARGV[4])))
local found = {}
for _, id in ipairs(redis.call('ZREVRANGE', key, 0, tonumber(ARGV[3]) - 1)) do
  local entry = reply_view(id)
  if entry[1] then
    found[#found + 1] = entry
  end
end
return found
