-- ARGV: 2 endpoint, 3 state ('': any), 4 how many. Newest first.
local found = {}
for _, id in ipairs(redis.call('ZREVRANGE', hook_log(ARGV[2]), 0, -1)) do
  local one = hook_view(id)
  if not one[1] then
    redis.call('ZREM', hook_log(ARGV[2]), id)
  elseif ARGV[3] == '' or one[4] == ARGV[3] then
    found[#found + 1] = one
    if #found == tonumber(ARGV[4]) then
      break
    end
  end
end
return found
