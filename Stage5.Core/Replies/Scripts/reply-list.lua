-- ARGV: 2 task. Returns its entries in the order they were written.
local found = {}
for _, id in ipairs(redis.call('LRANGE', replies_of(ARGV[2]), 0, -1)) do
  local entry = reply_view(id)
  if entry[1] then
    found[#found + 1] = entry
  end
end
return found
